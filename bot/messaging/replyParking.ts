import type { ConversationDocument } from '../../store/documents';
import {
  type ClaimedReply,
  clearance,
  handOver,
  MOST_FAILURES,
  type ReplyWorker,
  reportProblem,
  type Verdict,
} from './replyWorker';
import { holdsQuestion } from './unseen';

/** Marks, among what was sent of a reply, the template that asked the customer to write again. */
const NUDGE = -1;
const PARKED_MS = 30 * 24 * 60 * 60_000;

interface Waiting extends ClaimedReply {
  readonly closed: Extract<Verdict, { kind: 'closed' }>;
}

/** Asks the customer once to write again, or else tells a person, and lets the reply wait for that. */
export async function waitForCustomer(worker: ReplyWorker, waiting: Waiting): Promise<Verdict> {
  const verdict = (await isNudged(worker, waiting.item)) ? undefined : await nudge(worker, waiting);
  return verdict ?? park(worker, waiting);
}

/** The template alone, as an agent asked for it: once, for it cannot be looked up whether one was taken. */
export async function sendTemplate(worker: ReplyWorker, claimed: ClaimedReply): Promise<Verdict> {
  const { item, tried } = claimed;
  if (await isNudged(worker, item)) return { kind: 'sent' };
  if (tried.isDoubtful) return { kind: 'refused', problem: 'windowClosed', code: 'uncertain' };
  const closed = { kind: 'closed', code: 'noTemplate', lastInboundAt: 0 } as const;
  const verdict = await nudge(worker, { ...claimed, closed });
  return verdict ?? ((await isNudged(worker, item)) ? { kind: 'sent' } : { kind: 'dropped', reason: 'notTaken' });
}

async function isNudged({ store }: ReplyWorker, { id, conversationId }: ClaimedReply['item']): Promise<boolean> {
  const deliveries = await store.deliveries(conversationId);
  return deliveries.some(({ workId, part }) => workId === id && part === NUDGE);
}

/** A verdict when the reply is not to wait for the customer yet, or not at all. */
async function nudge(worker: ReplyWorker, { item, isHeld, tried, closed }: Waiting): Promise<Verdict | undefined> {
  const conversation = await worker.store.load(item.conversationId);
  if (conversation?.address === undefined) return { kind: 'dropped', reason: 'noAddress' };
  const notNow = await clearance(worker, item, conversation.address);
  if (notNow !== undefined) return notNow;
  const of = { conversationId: item.conversationId, workId: item.id, part: NUDGE, isHeld };
  const sent = worker.messenger.nudge(conversation.address, conversation.locale, of);
  const outcome = sent && (await handOver(worker, item, { part: NUDGE, sent }));
  if (outcome?.class === 'sent') return undefined;
  if (outcome?.class === 'later' && tried.failures + 1 < MOST_FAILURES) {
    const { reason, retryAfterMs: afterMs = 0 } = outcome;
    return { kind: 'failed', reason, afterMs, isDoubtful: false, isPatient: true };
  }
  if (outcome?.class === 'refused' && outcome.problem === 'optedOut') {
    return { kind: 'refused', problem: outcome.problem, code: outcome.code };
  }
  // Also when nobody knows whether it was taken: it cannot be looked up, and asking twice is worse than asking a person.
  await reportProblem(worker, item, { problem: 'windowClosed', code: codeOf(outcome) ?? closed.code });
  return undefined;
}

function codeOf(outcome: Awaited<ReturnType<typeof handOver>> | undefined): string | undefined {
  if (outcome?.class === 'refused') return outcome.code;
  return outcome?.class === 'sent' ? undefined : outcome?.reason;
}

/**
 * Only if nothing happened in the conversation meanwhile: a customer who writes in this very moment would otherwise
 * wake a reply that does not sleep yet, and it would sleep on.
 */
async function park(worker: ReplyWorker, { item, closed }: Waiting): Promise<Verdict> {
  const { store, clock } = worker;
  const { id, fence, conversationId } = item;
  const conversation = await store.load(conversationId);
  if (conversation === undefined) return { kind: 'dropped', reason: 'noAddress' };
  const now = clock();
  if (conversation.lastInboundAt > closed.lastInboundAt) return { kind: 'notYet', at: now };
  const outcome = await store.commit({
    conversationId,
    expectedVersion: conversation.version,
    conversation: {
      ...conversation,
      version: conversation.version + 1,
      ...(holdsQuestion(conversation, item) && { unseen: conversation.prompt?.promptId }),
    } satisfies ConversationDocument,
    settle: [{ id, fence, status: 'pending', dueAt: now + PARKED_MS }],
  });
  return outcome.status === 'conflict' ? { kind: 'notYet', at: now } : { kind: 'parked' };
}
