import type { Callout, Lead, SubmitOutcome } from '../adapters/callouts/callout';
import type { CalloutMessage } from '../dialogs/message';
import type { BankProfile } from '../machines/bank';
import type { Market, MarketProfile } from '../machines/market';
import type { ConversationDocument, WorkItem } from '../store/documents';
import type { Store } from '../store/store';
import { StoreFault } from '../store/storeFault';
import { backoff, LONGEST_BACKOFF_MS } from './backoff';
import { BotFault } from './errors';
import type { Intake } from './intake';
import type { Aside } from './next';
import type { CalloutSwitch } from './operator/calloutSwitch';
import { requestIds, submissionEvidence, type TryOutcome } from './operator/evidence';
import type { Log } from './telemetry';
import { createWorkLoop, type WorkLoop } from './workLoop';

/**
 * Performs what turns left behind: bank calls, each claimed durably before its first byte leaves, its outcome coming
 * back as an inbound event and a turn like any other.
 *
 * A submission is tried once: a claim that never reported back may have reached the bank, so it becomes a case for a
 * person and is never resent. Only what certainly did not reach the bank is tried again.
 */
export type Outbox = WorkLoop;

export interface OutboxParts {
  readonly store: Store;
  readonly intake: Pick<Intake, 'take'>;
  readonly callout: (market: MarketProfile) => Callout;
  readonly markets: Readonly<Record<Market, MarketProfile>>;
  readonly bank: (market: MarketProfile) => BankProfile;
  readonly clock: () => number;
  /** Between 0 and 1; spreads retries so that they do not come in waves. */
  readonly random: () => number;
  readonly log: Log;
  readonly calloutSwitch: Pick<CalloutSwitch, 'isPaused'>;
  /** Tells whether two leads are the same, and nothing else about them. */
  readonly fingerprint: (text: string) => string;
}

/**
 * Longer than the longest bank call (two tokens and two tries of 20 seconds) with its report, so that a claim runs out
 * only when its worker is gone.
 */
const LEASE_MS = 120_000;
const AT_ONCE = 8;
/** After so many attempts a person looks at it. */
const MOST_ATTEMPTS = 12;
const REPORT_AGAIN_MS = 1_000;
const MOST_REPORTS = 20;

export function createOutbox(parts: OutboxParts): Outbox {
  return createWorkLoop({
    name: 'outbox',
    store: parts.store,
    kinds: async () => ((await parts.calloutSwitch.isPaused()) ? ['status'] : ['callout', 'status']),
    leaseMs: LEASE_MS,
    atOnce: AT_ONCE,
    perform: (item) => perform(parts, item),
    clock: parts.clock,
    log: parts.log,
  });
}

async function perform(parts: OutboxParts, item: WorkItem): Promise<void> {
  const conversation = await parts.store.load(item.conversationId);
  if (conversation === undefined) return;
  const outcome =
    item.kind === 'status' ? await askStatus(parts, conversation, item) : await submit(parts, conversation, item);
  // An outcome that nobody can know is a person's to establish, soon.
  const line = { event: `callout.${outcome.class}`, market: conversation.market, attempt: item.attempts };
  if (outcome.class === 'ambiguous') parts.log.error({ ...line, case: `case:${item.id}` });
  else parts.log.info(line);
  await report(parts, {
    kind: 'callout',
    id: `${item.id}:${item.fence}`,
    conversationId: item.conversationId,
    channel: conversation.channel,
    receivedAt: parts.clock(),
    step: String(item.body.step ?? ''),
    workId: item.id,
    fence: item.fence,
    outcome,
  });
}

/** Until its turn is kept the bank's answer exists only here, so a store that fails for a moment must not cost it. */
async function report(parts: OutboxParts, answer: CalloutMessage): Promise<void> {
  for (let reports = 1; ; reports++) {
    try {
      await parts.intake.take(answer);
      return;
    } catch (cause) {
      if (reports === MOST_REPORTS || !isPassing(cause)) throw cause;
      await new Promise((resolve) => setTimeout(resolve, REPORT_AGAIN_MS));
    }
  }
}

function isPassing(cause: unknown): boolean {
  return cause instanceof StoreFault ? cause.retryable : cause instanceof BotFault && cause.code === 'TURN_CONFLICT';
}

async function submit(
  parts: OutboxParts,
  conversation: ConversationDocument,
  item: WorkItem,
): Promise<CalloutMessage['outcome']> {
  const unknown = (evidence: string, tried: TryOutcome = {}): Uncertain => ({
    class: 'ambiguous',
    reachedBank: 'unknown',
    evidence,
    submission: submissionEvidence(item, conversation, tried, parts.fingerprint),
  });
  if (item.orphaned) return unknown('The process that was submitting it ended before it could report.');
  if (mayHaveBeenSubmitted(conversation, item))
    return unknown('The store was restored from a backup, after which it may have been submitted already.');
  const market = parts.markets[conversation.market];
  // Written by this program with the confirm (`bot/commit.ts`), so its shape is known.
  const confirmed = item.body.lead as Pick<Lead, 'facts' | 'locale'>;
  const lead = { market, bank: parts.bank(market), ...confirmed, requestIds: requestIds(item.id, item.fence) };
  const sentAt = parts.clock();
  const outcome = await parts.callout(market).submit(lead);
  if (outcome.class === 'done' || outcome.class === 'rejected') return outcome;
  const known = unknown(outcome.reason, { sentAt, endedAt: parts.clock(), cameBack: outcome.reason });
  if (outcome.class === 'ambiguous') return known;
  if (outcome.class === 'config')
    parts.log.error({ event: 'callout.refusesUs', market: conversation.market, reason: outcome.reason });
  return retry(parts, item, known, atLeast(outcome));
}

type Uncertain = Extract<CalloutMessage['outcome'], { class: 'ambiguous' }>;

/**
 * What was sent between the backup and the end of the lost store is not known here, so a run that the backup has may
 * have reached the bank, unless operators have found that it did not.
 */
function mayHaveBeenSubmitted({ restored, submitted }: ConversationDocument, item: WorkItem): boolean {
  if (restored === undefined || item.body.resent === true) return false;
  return submitted.some(({ workId, run }) => workId === item.id && run <= restored.run);
}

function atLeast(outcome: SubmitOutcome): number {
  if (outcome.class === 'config') return LONGEST_BACKOFF_MS;
  return outcome.class === 'notDone' ? (outcome.retryAfterMs ?? 0) : 0;
}

/** No earlier than the server asks for; after enough tries, a person. */
function retry(parts: OutboxParts, item: WorkItem, last: Uncertain, atLeastMs: number): CalloutMessage['outcome'] {
  const reason = last.evidence;
  if (item.attempts >= MOST_ATTEMPTS)
    return { ...last, reachedBank: 'no', evidence: `Not accepted after ${item.attempts} attempts: ${reason}` };
  return { class: 'delayed', reason, retryAt: parts.clock() + atLeastMs + backoff(item.attempts, parts.random) };
}

async function askStatus(
  parts: OutboxParts,
  conversation: ConversationDocument,
  item: WorkItem,
): Promise<CalloutMessage['outcome']> {
  // Written by this program (`bot/leftWork.ts`), so its shape is known.
  const asked = item.body as Omit<Extract<Aside, { kind: 'askStatus' }>, 'kind'>;
  const { reference, details } = asked;
  const market = parts.markets[asked.market ?? conversation.market];
  const outcome = await parts.callout(market).status(market, reference, details);
  if (outcome.class === 'known') return { class: 'status', result: 'known', stage: outcome.stage };
  return { class: 'status', result: outcome.class };
}
