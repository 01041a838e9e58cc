import { createCallouts } from '../adapters/callouts';
import type { FlowWorld } from '../bot/flowCatalogue';
import { localRows } from '../dialogs/localRows';
import type { Texts } from '../dialogs/texts';
import { sandboxBankProfile } from '../sandbox/bankProfiles';

/** What flows that ship are checked against: every market with the sandbox bank, and its own lists. */
export function sandboxWorld(texts: Texts): FlowWorld {
  return {
    texts,
    bank: ({ market }) => sandboxBankProfile(market),
    rows: (market, list, locale) => localRows(list, { market, bank: sandboxBankProfile(market.market), locale, texts }),
    callout: (market) => CALLOUTS[market.callout],
  };
}

const noCalls = () => {
  throw new TypeError('Checking flows makes no calls. Ask a callout here only for the fields it requires.');
};
const CALLOUTS = createCallouts({
  http: { request: noCalls, mayRetry: noCalls },
  connection: noCalls,
  clock: () => 0,
  newUuid: noCalls,
});
