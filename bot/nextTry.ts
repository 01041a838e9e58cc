import type { Capabilities, LookUpOutcome, SubmitOutcome } from '../adapters/callouts/callout';
import type { SubmissionTries } from '../dialogs/message';
import { backoff, LONGEST_BACKOFF_MS } from './backoff';

/**
 * What is done about a submission, and what next, as a function of what is known of it: pure, and the only place that
 * decides whether anything is sent to a bank a second time.
 */

/** A confirmed lead on its way to a bank. */
export interface Intent {
  /** Epoch milliseconds; its key is no older. */
  readonly confirmedAt: number;
  readonly tries: SubmissionTries;
}

export const NEVER_TRIED: SubmissionTries = { made: 0 };

/** `submit`: with the same key as ever. `lookUp`: ask whether it arrived. `giveUp`: a person's. */
export type Action = 'submit' | 'lookUp' | 'giveUp';

export type Observed = SubmitOutcome | LookUpOutcome;

export type Verdict =
  | { readonly kind: 'settled'; readonly outcome: Extract<SubmitOutcome, { readonly class: 'done' | 'rejected' }> }
  | { readonly kind: 'later'; readonly at: number; readonly tries: SubmissionTries }
  | { readonly kind: 'case'; readonly tries: SubmissionTries };

/** Longer than a bank takes over a request, so that one on its way is there when we ask. */
export const SETTLE_MS = 120_000;
/** So often it must have been unknown, over as many settle times, before it may be sent again. */
const NOT_FOUND_TIMES = 3;
/** After so many attempts, or so long, a person looks at it. */
const MOST_ATTEMPTS = 12;
const LONGEST_MS = 24 * 3_600_000;
/** Nothing was tried because the bank rests, or its retry budget is spent. */
const PARKED = new Set(['circuitOpen', 'token: circuitOpen', 'retryBudget']);
const PARKED_MS = 60_000;

export function nextAction(intent: Intent, capabilities: Capabilities, now: number): Action {
  const { doubt } = intent.tries;
  if (isOverdue(intent.tries, now)) return 'giveUp';
  if (doubt === undefined) return 'submit';
  return maySendAgain(intent, doubt, capabilities, now) ? 'submit' : 'lookUp';
}

/** What one attempt that ended at `now` leads to. */
export function afterTry(
  intent: Intent,
  observed: Observed,
  capabilities: Capabilities,
  { now, random }: { readonly now: number; readonly random: () => number },
): Verdict {
  if (observed.class === 'done' || observed.class === 'rejected') return { kind: 'settled', outcome: observed };
  const isParked = 'reason' in observed && PARKED.has(observed.reason);
  const tries = isParked ? intent.tries : triesAfter(intent.tries, observed, now);
  const isHopeless = observed.class === 'ambiguous' && !capabilities.statusQuery;
  if (isHopeless || tries.made >= MOST_ATTEMPTS || isOverdue(tries, now)) return { kind: 'case', tries };
  const isFree = observed.class === 'notFound' && nextAction({ ...intent, tries }, capabilities, now) === 'submit';
  const waitMs = isParked ? parkedFor(observed, random) : waitAfter(observed, tries, random);
  return { kind: 'later', at: Math.min(isFree ? now : now + waitMs, deadline(tries)), tries };
}

/** When a lead is looked at again whose bank rests so long; undefined: it is a person's by now. */
export function restedUntil(
  { tries }: Intent,
  restsMs: number,
  { now, random }: { readonly now: number; readonly random: () => number },
): number | undefined {
  if (isOverdue(tries, now)) return undefined;
  return Math.min(now + Math.ceil(Math.max(restsMs, PARKED_MS) * (1 + random())), deadline(tries));
}

/** What the budget turned away together must not come back together, or all but the first would be turned away again. */
function parkedFor(observed: Observed, random: () => number): number {
  return 'reason' in observed && observed.reason === 'retryBudget' ? Math.ceil(random() * PARKED_MS) : PARKED_MS;
}

function triesAfter({ made, from, doubt }: SubmissionTries, observed: Observed, now: number): SubmissionTries {
  const next = doubtAfter(doubt, observed, now);
  return { made: made + 1, from: from ?? now, ...(next && { doubt: next }) };
}

/** Each time something may have arrived the bank is asked anew, from the beginning. */
function doubtAfter(
  doubt: SubmissionTries['doubt'],
  observed: Observed,
  now: number,
): SubmissionTries['doubt'] | undefined {
  if (observed.class === 'ambiguous') return { since: now, notFound: 0 };
  return doubt && { ...doubt, notFound: doubt.notFound + (observed.class === 'notFound' ? 1 : 0) };
}

/**
 * Only where the bank itself refuses a second one: it honours the key and will for as long again, or it lets a reference
 * of ours be used once. So a first request that arrives even now does no harm.
 */
function maySendAgain(
  { confirmedAt }: Intent,
  doubt: NonNullable<SubmissionTries['doubt']>,
  { idempotencyKey, uniqueClientRef, statusQuery }: Capabilities,
  now: number,
): boolean {
  const isRefusedTwice = uniqueClientRef || (idempotencyKey !== null && now - confirmedAt < idempotencyKey.ttlMs / 2);
  const isUnknown = doubt.notFound >= NOT_FOUND_TIMES && now - doubt.since >= NOT_FOUND_TIMES * SETTLE_MS;
  return statusQuery && isRefusedTwice && isUnknown;
}

/** No earlier than the bank asks for; questions about what is in doubt come more and more seldom. */
function waitAfter(observed: Observed, { made, doubt }: SubmissionTries, random: () => number): number {
  switch (observed.class) {
    case 'ambiguous':
      return SETTLE_MS;
    case 'notFound':
      return SETTLE_MS * 2 ** Math.max(0, (doubt?.notFound ?? 0) - NOT_FOUND_TIMES + 1);
    case 'unavailable':
      return Math.max(observed.retryAfterMs ?? 0, SETTLE_MS);
    case 'config':
      return LONGEST_BACKOFF_MS + backoff(made, random);
    case 'notDone':
      return (observed.retryAfterMs ?? 0) + backoff(made, random);
    default:
      return backoff(made, random);
  }
}

/** Counted from the first attempt: a lead that had to wait for it, while nothing was to be sent, is not given up for that. */
function deadline({ from }: SubmissionTries): number {
  return from === undefined ? Number.POSITIVE_INFINITY : from + LONGEST_MS;
}

function isOverdue(tries: SubmissionTries, now: number): boolean {
  return now >= deadline(tries);
}
