import type { BankProfile } from '../../machines/bank';
import type { Facts } from '../../machines/facts';
import type { Locale, MarketProfile } from '../../machines/market';
import type { IsHeld } from '../lease';

/** How one market's bank API is reached. Secrets come from configuration and are never logged. */
export interface CalloutConnection {
  /** For example `http://127.0.0.1:4010/gcb/api`. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What a submission is made of; the same input gives the same body. */
export interface Lead {
  readonly market: MarketProfile;
  readonly bank: BankProfile;
  readonly facts: Facts;
  readonly locale: Locale;
  /**
   * For the headers of its request, and of its repetition after a refused token, so that the caller knows what the bank
   * can look it up by; without them new ones are made.
   */
  readonly requestIds?: readonly [string, string];
  /**
   * Minted once for what the customer confirmed, and the same over attempts, processes and operators. For banks that take
   * an idempotency key or a reference of ours; the others never see it.
   */
  readonly idemKey?: string;
  /** Not the first call about this lead: it counts against the bank's retry budget. */
  readonly isRetry?: boolean;
  /** Of the worker that submits it: its request leaves only while this is so. */
  readonly isHeld?: IsHeld;
}

/** What a bank offers to whoever lost its answer to a submission. Decides what may be done then. */
export interface Capabilities {
  /** It takes the same key again without making a second application, as long as it remembers the key. */
  readonly idempotencyKey: { readonly ttlMs: number } | null;
  /** It refuses a second application under a reference of ours that it has. */
  readonly uniqueClientRef: boolean;
  /** It can be asked, by our reference, whether it has the application: `lookUp`. */
  readonly statusQuery: boolean;
}

/** What we know after one attempt. The classes decide what may happen next (retry, tell the customer, open a case). */
export type SubmitOutcome =
  | { readonly class: 'done'; readonly reference: string; readonly details: Readonly<Record<string, string>> }
  | { readonly class: 'rejected'; readonly reason: string; readonly location?: string }
  /** 401/403 after a fresh token: our set-up is wrong; the lead waits and an operator is told. */
  | { readonly class: 'config'; readonly reason: string }
  /** Not one byte of the request left: free to try again. */
  | { readonly class: 'notSent'; readonly reason: string }
  /** The bank said it did not take it (429, 503 with Retry-After): try again after the wait. */
  | { readonly class: 'notDone'; readonly reason: string; readonly retryAfterMs?: number }
  /** The bank may or may not have it. What may be done then is for its `Capabilities` to say; mostly nothing. */
  | { readonly class: 'ambiguous'; readonly reason: string };

/** What the bank says about a submission whose answer was lost. */
export type LookUpOutcome =
  | Extract<SubmitOutcome, { readonly class: 'done' }>
  /** It does not have it now. The request may still be on its way. */
  | { readonly class: 'notFound' }
  | { readonly class: 'unavailable'; readonly reason: string; readonly retryAfterMs?: number };

export type StatusOutcome =
  | { readonly class: 'known'; readonly stage: string }
  /** This callout has no status operation. */
  | { readonly class: 'unsupported' }
  | { readonly class: 'unavailable'; readonly reason: string };

export interface ReferenceValue {
  readonly code: string;
  /** The bank's own wording, in English or the market's language. */
  readonly description: string;
}

/** One of the bank's three lead APIs. Siblings have the same files and differ by data and capability. */
export interface Callout {
  readonly id: MarketProfile['callout'];
  readonly capabilities: Capabilities;
  /** Facts without which the wire schema refuses the body; `checkFlow` proves they are collected. */
  requiredFields(market: MarketProfile): readonly string[];
  /** The exact JSON body that `submit` sends. Pure. */
  body(lead: Lead): unknown;
  /** One attempt. Never throws for what the bank or the network does. */
  submit(lead: Lead, signal?: AbortSignal): Promise<SubmitOutcome>;
  /** Asks by our own reference whether a submission arrived; there where `statusQuery` says so. */
  lookUp?(lead: Lead): Promise<LookUpOutcome>;
  status(market: MarketProfile, reference: string, details: Readonly<Record<string, string>>): Promise<StatusOutcome>;
  /** Valid values of one field; rejects with a typed fault when the bank does not answer. */
  referenceData(market: MarketProfile, referenceCode: string, locale: Locale): Promise<readonly ReferenceValue[]>;
  /** The bank's catalogue, or undefined where its API has none. */
  products(market: MarketProfile): Promise<BankProfile['products'] | undefined>;
}
