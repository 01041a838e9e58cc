import { createCallouts } from '../adapters/callouts';
import { MARKET_PROFILES } from '../adapters/markets';
import { localRows } from '../dialogs/localRows';
import type { Texts } from '../dialogs/texts';
import type { Catalogue, MarketCatalogue } from '../machines/check';
import type { Step } from '../machines/flow';
import { Market, type MarketProfile } from '../machines/market';
import { sandboxBankProfile } from '../sandbox/bankProfiles';

/** The world that the shipped flows are checked against: every market's profile, its texts, and the sandbox bank. */
export function flowCatalogue(texts: Texts): Catalogue {
  return {
    text: createRawTexts(texts),
    buttons,
    // WhatsApp's, the narrowest of the channels.
    limits: { button: 20, row: 24, buttons: 3 },
    markets: Object.fromEntries(
      Market.options.map((market) => [market, marketCatalogue(MARKET_PROFILES[market], texts)]),
    ),
  };
}

function marketCatalogue(market: MarketProfile, texts: Texts): MarketCatalogue {
  const bank = sandboxBankProfile(market.market);
  return {
    locales: market.locales.map(({ tag }) => tag),
    requiredConsents: market.requiredConsents,
    requiredFields: CALLOUTS[market.callout].requiredFields(market),
    mustNotCollect: [],
    rows: (list, locale) => localRows(list, { market, bank, locale, texts }),
  };
}

const noCalls = () => {
  throw new TypeError('Checking flows makes no calls. Ask a callout here only for the fields it requires.');
};
const CALLOUTS = createCallouts({
  http: { request: noCalls, close: noCalls },
  connection: noCalls,
  clock: () => 0,
  newUuid: noCalls,
});

/** Texts with their placeholders unfilled. Groups are put together once: a check asks for each text many times. */
function createRawTexts(texts: Texts): Catalogue['text'] {
  const groups = new Map<string, Readonly<Record<string, string>>>();
  return (locale, key) => {
    if (!texts.has(locale, key)) return undefined;
    const dot = key.lastIndexOf('.');
    const name = `${locale} ${key.slice(0, dot)}`;
    const group = groups.get(name) ?? texts.group(locale, key.slice(0, dot));
    groups.set(name, group);
    return group[key.slice(dot + 1)];
  };
}

function buttons(step: Step): readonly string[] {
  switch (step.kind) {
    case 'ask':
      return step.optional ? ['btn.skip'] : [];
    case 'consent':
      return step.purpose === 'marketing' ? ['btn.optIn', 'btn.optOut'] : ['btn.agree', 'btn.decline'];
    case 'review':
      return ['btn.edit'];
    case 'handoff':
      return ['btn.stayWithBot'];
    case 'end':
      return ['btn.checkStatus', 'btn.startOver', 'btn.agent'];
    default:
      return [];
  }
}
