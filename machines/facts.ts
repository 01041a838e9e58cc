import type { FieldId } from './lead';
import type { Purpose } from './market';

/** One collected answer. `value: null` means the customer skipped an optional question. */
export interface FieldFact {
  readonly value: string | null;
  readonly by: 'customer' | 'agent';
}

/** One consent in force. It counts only for the notice version it was given for. */
export interface ConsentFact {
  readonly decision: 'granted' | 'declined';
  readonly noticeVersion: string;
}

/** What the bank answered to a callout step. `started` means an intent exists: the step must never start another. */
export type CalloutFact =
  | { readonly status: 'started' }
  | { readonly status: 'succeeded'; readonly reference: string; readonly details: Readonly<Record<string, string>> }
  | { readonly status: 'failed'; readonly reason: string };

/**
 * Everything known about one application. Position in the flow is derived from it (`fastForward`), so it is the truth
 * and the stored position only a cache.
 */
export interface Facts {
  readonly fields: Readonly<Partial<Record<FieldId, FieldFact>>>;
  readonly consents: Readonly<Partial<Record<Purpose, ConsentFact>>>;
  /** Review step → the revision the customer accepted. A later change of any field makes it void. */
  readonly reviews: Readonly<Record<string, number>>;
  readonly callouts: Readonly<Record<string, CalloutFact>>;
  /** Grows by one whenever the value of a field changes; what a review and a confirm are bound to. */
  readonly revision: number;
}

export const NO_FACTS: Facts = { fields: {}, consents: {}, reviews: {}, callouts: {}, revision: 0 };
