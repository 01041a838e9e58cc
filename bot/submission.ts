import type { Callout, Lead, LookUpOutcome, SubmitOutcome } from '../adapters/callouts/callout';
import type { IsHeld } from '../adapters/lease';
import type { CalloutMessage } from '../dialogs/message';
import type { BankProfile } from '../machines/bank';
import type { Market, MarketProfile } from '../machines/market';
import type { ConversationDocument, WorkItem } from '../store/documents';
import { isAsConfirmed, type SubmissionIntent } from './intent';
import {
  type Action,
  afterTry,
  type Intent,
  NEVER_TRIED,
  nextAction,
  type Observed,
  restedUntil,
  type Verdict,
} from './nextTry';
import { requestIds, submissionEvidence, type TryOutcome } from './operator/evidence';
import type { Log } from './telemetry';

export interface SubmissionParts {
  readonly callout: (market: MarketProfile) => Callout;
  readonly markets: Readonly<Record<Market, MarketProfile>>;
  readonly bank: (market: MarketProfile) => BankProfile;
  readonly clock: () => number;
  /** Between 0 and 1; spreads retries so that they do not come in waves. */
  readonly random: () => number;
  readonly log: Log;
  /** Tells whether two leads are the same, and nothing else about them. */
  readonly fingerprint: (text: string) => string;
}

/** Claimed work to submit, with the conversation it is of. */
export interface ClaimedSubmission {
  readonly item: WorkItem;
  readonly conversation: ConversationDocument;
  readonly isHeld: IsHeld;
}

interface Submission extends ClaimedSubmission {
  readonly market: MarketProfile;
}

/**
 * One attempt at a submission: sends it, or asks the bank whether it arrived, or does neither, as `nextTry.ts` decides.
 * What comes back is that attempt's news for the conversation.
 */
export async function trySubmission(
  parts: SubmissionParts,
  claimed: ClaimedSubmission,
): Promise<CalloutMessage['outcome']> {
  const submission = submissionOf(parts, claimed);
  const { capabilities } = parts.callout(submission.market);
  const intent = intentIn(submission);
  const sentAt = parts.clock();
  const lost = whatIsLost(submission, intent);
  if (lost !== undefined) return judge(parts, submission, { class: 'ambiguous', reason: lost }, {});
  // Written by this program with the confirm (`bot/leftWork.ts`), so its shape is known.
  const confirmed = claimed.item.body as unknown as SubmissionIntent;
  if (!isAsConfirmed(confirmed))
    return asCase(parts, submission, intent.tries, 'The kept lead is not what was confirmed.', {});
  const action = nextAction(intent, capabilities, sentAt);
  if (action === 'giveUp') return asCase(parts, submission, intent.tries, 'It took a day.', {});
  const observed = await attempt(parts, submission, { action, confirmed });
  return judge(parts, submission, observed, { sentAt, endedAt: parts.clock(), cameBack: nameOf(observed) });
}

/**
 * When a lead is looked at again whose bank rests; undefined where that is not all there is to it: its customer does not
 * know yet that it takes longer, it may have arrived already, or it has waited long enough.
 */
export function waitsUntil(parts: SubmissionParts, claimed: ClaimedSubmission, restsMs: number): number | undefined {
  const submission = submissionOf(parts, claimed);
  const own = claimed.conversation.submitted.find(({ workId }) => workId === claimed.item.id);
  const intent = intentIn(submission);
  if (own?.status !== 'delayed' || whatIsLost(submission, intent) !== undefined) return undefined;
  return restedUntil(intent, restsMs, { now: parts.clock(), random: parts.random });
}

function submissionOf({ markets }: SubmissionParts, claimed: ClaimedSubmission): Submission {
  return { ...claimed, market: markets[claimed.conversation.market] };
}

/** Where it cannot be known whether an attempt was made, that is where one may have arrived. */
function whatIsLost({ item, conversation }: Submission, { tries }: Intent): string | undefined {
  if (item.orphaned) return 'The process that was submitting it ended before it could report.';
  if (tries.doubt === undefined && mayHaveBeenSubmitted(conversation, item))
    return 'The store was restored from a backup, after which it may have been submitted already.';
  return undefined;
}

function intentIn({ item, conversation }: Submission): Intent {
  const own = conversation.submitted.find(({ workId }) => workId === item.id);
  return { confirmedAt: own?.at ?? 0, tries: own?.tries ?? NEVER_TRIED };
}

async function attempt(
  parts: SubmissionParts,
  submission: Submission,
  { action, confirmed }: { readonly action: Exclude<Action, 'giveUp'>; readonly confirmed: SubmissionIntent },
): Promise<Observed> {
  const { item, market, isHeld } = submission;
  const lead: Lead = {
    ...confirmed.lead,
    market,
    bank: parts.bank(market),
    requestIds: requestIds(item.id, item.fence),
    idemKey: confirmed.idemKey,
    isRetry: intentIn(submission).tries.made > 0,
    isHeld,
  };
  const callout = parts.callout(market);
  return action === 'submit' ? callout.submit(lead) : ask(callout, lead);
}

/**
 * The bank answered with a number that another application has: it may have made this one, and which number that has
 * nobody knows. The number stands in the evidence alone; it is a customer's.
 */
export function withOthersReference(
  parts: SubmissionParts,
  claimed: ClaimedSubmission,
  reference: string,
): CalloutMessage['outcome'] {
  const submission = submissionOf(parts, claimed);
  const reason = 'foreignReference';
  const outcome = judge(
    parts,
    submission,
    { class: 'ambiguous', reason },
    { endedAt: parts.clock(), cameBack: reason },
  );
  return outcome.class === 'ambiguous' ? { ...outcome, evidence: `${outcome.evidence} ${reference}` } : outcome;
}

function ask(callout: Callout, lead: Lead): Promise<LookUpOutcome> {
  return callout.lookUp?.(lead) ?? Promise.resolve({ class: 'unavailable', reason: 'noStatusQuery' });
}

function judge(
  parts: SubmissionParts,
  submission: Submission,
  observed: Observed,
  tried: TryOutcome,
): CalloutMessage['outcome'] {
  const { capabilities } = parts.callout(submission.market);
  const intent = intentIn(submission);
  const verdict = afterTry(intent, observed, capabilities, { now: parts.clock(), random: parts.random });
  const reason = nameOf(observed);
  if (verdict.kind === 'settled') return verdict.outcome;
  if (verdict.kind === 'case') return asCase(parts, submission, verdict.tries, reason, tried);
  warn(parts, submission, observed, verdict);
  return { class: 'delayed', reason, retryAt: verdict.at, tries: verdict.tries };
}

/** A person's to establish, or to submit. What certainly never arrived is told apart from what may have. */
function asCase(
  { fingerprint }: SubmissionParts,
  { item, conversation }: Submission,
  { made, doubt }: Intent['tries'],
  reason: string,
  tried: TryOutcome,
): CalloutMessage['outcome'] {
  const submission = submissionEvidence(item, conversation, tried, fingerprint);
  if (doubt === undefined)
    return {
      class: 'ambiguous',
      reachedBank: 'no',
      evidence: `Not accepted after ${made} attempts: ${reason}`,
      submission,
    };
  const asked = doubt.notFound > 0 ? ` Asked ${doubt.notFound} times, the bank did not know it.` : '';
  return { class: 'ambiguous', reachedBank: 'unknown', evidence: `${reason}${asked}`, submission };
}

/** The bank is waited for in silence; what an operator has to mend, or to watch, is an error. */
function warn({ log }: SubmissionParts, { item, market }: Submission, observed: Observed, verdict: Verdict): void {
  const line = { market: market.market, work: item.id };
  if (observed.class === 'config')
    log.error({ event: 'callout.refusesUs', market: market.market, reason: observed.reason });
  const notFound = verdict.kind === 'later' ? (verdict.tries.doubt?.notFound ?? 0) : 0;
  if (observed.class === 'ambiguous') log.warn({ event: 'callout.inDoubt', ...line, reason: observed.reason });
  else if (observed.class === 'notFound')
    log[notFound < 3 ? 'warn' : 'error']({ event: 'callout.notFound', ...line, times: notFound });
}

function nameOf(observed: Observed | SubmitOutcome): string {
  return 'reason' in observed ? observed.reason : observed.class;
}

/**
 * What was sent between the backup and the end of the lost store is not known here, so a run that the backup has may
 * have reached the bank, unless operators have found that it did not.
 */
function mayHaveBeenSubmitted({ restored, submitted }: ConversationDocument, item: WorkItem): boolean {
  if (restored === undefined || item.body.resent === true) return false;
  return submitted.some(({ workId, run }) => workId === item.id && run <= restored.run);
}
