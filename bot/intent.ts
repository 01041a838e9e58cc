import { createHash } from 'node:crypto';
import type { Lead } from '../adapters/callouts/callout';

/** What of a lead is kept with the intent to submit it. */
export type Confirmed = Pick<Lead, 'facts' | 'locale'>;

/** What the customer confirmed, and how every attempt to submit it can be told to be of it. */
export interface SubmissionIntent {
  readonly lead: Confirmed;
  readonly sha256: string;
  /** The key, and the reference of ours, that every attempt carries. Derived, so that a restored store makes the same. */
  readonly idemKey: string;
}

/** `intentId` names the conversation, the run and the step, so that the same answers given again are another intent. */
export function intentOf(intentId: string, lead: Confirmed, keyed: (text: string) => string): SubmissionIntent {
  const sha256 = sha256Of(lead);
  return { lead, sha256, idemKey: keyed(`submission\n${intentId}\n${sha256}`) };
}

/** Whether this is what was confirmed. An intent of a release before it kept a hash is taken as it is. */
export function isAsConfirmed({
  lead,
  sha256,
}: Pick<SubmissionIntent, 'lead'> & { readonly sha256?: string }): boolean {
  return sha256 === undefined || sha256 === sha256Of(lead);
}

function sha256Of(lead: Confirmed): string {
  return createHash('sha256').update(JSON.stringify(lead)).digest('hex');
}
