import type { Capabilities } from '../../../adapters/callouts/callout';
import { NO_WAY_BACK } from '../../../adapters/callouts/capabilities';
import type { Market } from '../../../machines/market';
import type { Keyed } from '../../../sandbox/bank/keyed';

/** The three kinds of banks there are, by what they offer to whoever lost their answer. */
export type BankKind = 'asked' | 'keyed' | 'contract';

export const BANK_KINDS: readonly BankKind[] = ['asked', 'keyed', 'contract'];

interface StormBank {
  readonly capabilities: Capabilities;
  /** What the stand-in offers beyond the contract. */
  readonly offers?: Keyed;
  /** Each of the three lead APIs, where it is they that are called. */
  readonly markets: readonly Market[];
}

const ASKED: Capabilities = { ...NO_WAY_BACK, statusQuery: true };

export const STORM_BANKS: Readonly<Record<BankKind, StormBank>> = {
  /** (a) It can be asked, and would make a second application of a second request. */
  asked: { capabilities: ASKED, offers: { honoursKey: false }, markets: ['SG'] },
  /** (b) It can be asked, and honours a key for a day. */
  keyed: {
    capabilities: { ...ASKED, idempotencyKey: { ttlMs: 24 * 3_600_000 } },
    offers: { honoursKey: true },
    markets: ['SG'],
  },
  /** (c) What the contract of our three says. */
  contract: { capabilities: NO_WAY_BACK, markets: ['SG', 'ID', 'PL'] },
};
