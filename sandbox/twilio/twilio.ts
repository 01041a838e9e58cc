import type { WhatsAppAccount } from '../../adapters/channels/whatsapp/accounts';
import type { Clock } from './clock';
import type { Contract } from './contract';
import type { Faults } from './faults';
import type { Ledger } from './ledger';
import type { Statuses } from './statuses';
import type { Webhooks } from './webhooks';

/** All that the stand-in consists of. */
export interface Twilio {
  readonly account: WhatsAppAccount;
  readonly contract: Contract;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly webhooks: Webhooks;
  readonly statuses: Statuses;
  /** Whether a variable in the body of content that is no template may hold line breaks. */
  readonly refusesLineBreaks: boolean;
}

/** One call to Twilio's own API, its sender known. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Captured path segments. */
  readonly segments: readonly string[];
  readonly text: string;
  readonly form: URLSearchParams;
}
