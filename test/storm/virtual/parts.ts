import { join } from 'node:path';
import { createCallouts } from '../../../adapters/callouts';
import type { Messenger } from '../../../adapters/channels/channel';
import { MARKET_PROFILES } from '../../../adapters/markets';
import type { BotParts } from '../../../bot/composeBot';
import { openFlows } from '../../../bot/flows';
import { loadTexts } from '../../../bot/loadTexts';
import type { Chance } from '../../../bot/studio/chance';
import { createPseudonym, type Log } from '../../../bot/telemetry';
import type { Market } from '../../../machines/market';
import { sandboxBankProfile } from '../../../sandbox/bankProfiles';
import type { Reached } from './process';

export const TEXTS = loadTexts();
export const SEAL = createPseudonym('simulated audit key');
export const FLOWS_DIRECTORY = join(__dirname, '..', '..', '..', 'dialogs', 'flows');
const FLOWS = openFlows(FLOWS_DIRECTORY);
const PSEUDONYM = createPseudonym('simulated master key');
const RESUME_AFTER_MS = 6 * 3_600_000;

interface Around {
  readonly chance: Chance;
  readonly log: Log;
  readonly messenger: Messenger;
}

/** The product as `product.ts` composes it, but for what the simulation plays. */
export function partsOf(
  { store, http, clock, steady, reaches }: Reached,
  { chance, log, messenger }: Around,
): BotParts {
  let uuids = 0;
  const newUuid = () => {
    uuids += 1;
    return `00000000-0000-4000-8000-${String(uuids).padStart(12, '0')}`;
  };
  const callouts = createCallouts({ http, connection, clock, newUuid });
  return {
    store,
    callout: (market) => callouts[market.callout],
    bankProfile: ({ market }) => sandboxBankProfile(market),
    markets: MARKET_PROFILES,
    texts: TEXTS,
    flows: FLOWS,
    clock,
    steady,
    random: chance.next,
    log,
    pseudonym: PSEUDONYM,
    sealAudit: SEAL,
    resumeAfterMs: RESUME_AFTER_MS,
    messenger: reaches(messenger, ['send', 'find', 'nudge']),
  };
}

function connection(market: Market) {
  const code = market.toLowerCase();
  return {
    baseUrl: 'http://bank.invalid/gcb/api',
    clientId: `sandbox-${code}`,
    clientSecret: `sandbox-secret-${code}`,
  };
}
