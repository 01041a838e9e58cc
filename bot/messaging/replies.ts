import type { IsHeld } from '../../adapters/lease';
import type { WorkItem } from '../../store/documents';
import { backoff } from '../backoff';
import { createWorkLoop, type WorkLoop } from '../workLoop';
import { createPace } from './pace';
import { performPurge } from './purge';
import { waitForCustomer } from './replyParking';
import { sendReply } from './replySending';
import { createTries, type Tried, UNTIL_LISTED_MS } from './replyTries';
import {
  type ClaimedReply,
  MOST_FAILURES,
  type RepliesParts,
  type ReplyWorker,
  reportProblem,
  type Verdict,
  workOf,
} from './replyWorker';

/**
 * Sends what turns said to customers of a messenger: in order per conversation, many conversations at a time. Whatever
 * it is killed in the middle of is taken up again: a message whose fate is unknown is looked up at the provider before
 * it is sent once more, so that none is lost and none doubled that can be found.
 *
 * What cannot be sent is told as a turn, which decides what to do about it, before the reply is let go.
 */
export type Replies = WorkLoop;

const LEASE_MS = 30_000;
const REPLIES_AT_ONCE = 32;
const PURGES_AT_ONCE = 4;
/** So long a reply may keep those behind it waiting. */
const PATIENCE_MS = 60_000;

export function createReplies(parts: RepliesParts): Replies {
  const { store, clock, steady = clock, log } = parts;
  const tries = createTries(clock, steady);
  const worker = { ...parts, steady, pace: createPace(parts.messenger.pace, steady), tries };
  const loop = { store, clock, steady, log, leaseMs: LEASE_MS };
  const loops = [
    createWorkLoop({
      ...loop,
      name: 'replies',
      kinds: ['reply'],
      atOnce: REPLIES_AT_ONCE,
      perform: (item, isHeld) => perform(worker, item, isHeld),
    }),
    createWorkLoop({
      ...loop,
      name: 'purges',
      kinds: ['purge'],
      atOnce: PURGES_AT_ONCE,
      perform: (item) => performPurge(parts, item),
    }),
  ];
  return {
    start: () => {
      for (const each of loops) each.start();
    },
    wake: () => {
      for (const each of loops) each.wake();
    },
    stop: async () => {
      await Promise.all(loops.map((each) => each.stop()));
    },
  };
}

async function perform(worker: ReplyWorker, item: WorkItem, isHeld: IsHeld): Promise<void> {
  const tried = worker.tries.of(item);
  const verdict = await attempt(worker, { item, isHeld, tried });
  await conclude(worker, { item, tried, verdict });
}

/** A fault of ours in the middle counts as a failed try whose outcome is unknown, so that it cannot block for ever. */
async function attempt(worker: ReplyWorker, claimed: ClaimedReply): Promise<Verdict> {
  const { notBefore } = claimed.tried;
  if (worker.clock() < notBefore) return { kind: 'notYet', at: notBefore };
  try {
    const verdict = await sendReply(worker, claimed);
    return verdict.kind === 'closed' ? await waitForCustomer(worker, { ...claimed, closed: verdict }) : verdict;
  } catch (cause) {
    worker.log.error({ event: 'reply.fault', cause: cause instanceof Error ? cause.name : 'unknown' });
    return { kind: 'failed', reason: 'fault', isDoubtful: true, afterMs: UNTIL_LISTED_MS };
  }
}

interface Attempted<V extends Verdict> {
  readonly item: WorkItem;
  readonly tried: Tried;
  readonly verdict: V;
}

async function conclude(worker: ReplyWorker, { item, tried, verdict }: Attempted<Verdict>): Promise<void> {
  switch (verdict.kind) {
    case 'sent':
      worker.log.info({ event: 'reply.sent', attempt: item.attempts });
      return end(worker, item, 'done');
    case 'dropped':
      worker.log[verdict.reason === 'optedOut' ? 'info' : 'error']({ event: 'reply.dropped', reason: verdict.reason });
      if (verdict.reason === 'optedOut' && workOf(item).isReference) {
        await reportProblem(worker, item, { problem: 'failed', code: verdict.reason });
      }
      return end(worker, item, 'dead');
    case 'withheld':
      await reportProblem(worker, item, { problem: 'takenOver', code: '' });
      return end(worker, item, 'dead');
    case 'refused':
      await reportProblem(worker, item, verdict);
      return end(worker, item, 'dead');
    case 'parked':
      worker.log.info({ event: 'reply.parked' });
      return worker.tries.forget(item);
    case 'notYet':
      worker.tries.waits(item, tried, verdict.at);
      return putOff(worker, item, verdict.at);
    case 'failed':
      return tryLater(worker, { item, tried, verdict });
  }
}

async function tryLater(
  worker: ReplyWorker,
  { item, tried, verdict }: Attempted<Extract<Verdict, { kind: 'failed' }>>,
): Promise<void> {
  const failures = tried.failures + 1;
  worker.log.warn({ event: 'reply.failed', reason: verdict.reason, failures });
  if (failures >= MOST_FAILURES || (!verdict.isPatient && (await isInTheWay(worker, item, tried)))) {
    await reportProblem(worker, item, { problem: 'failed', code: verdict.reason });
    return end(worker, item, 'dead');
  }
  const at = worker.clock() + verdict.afterMs + backoff(failures, worker.random);
  worker.tries.failed(item, tried, { at, isDoubtful: verdict.isDoubtful });
  return putOff(worker, item, at);
}

/** A reply that others wait for is given up sooner; one with the reference number, which matters most, is not. */
async function isInTheWay({ store, steady }: ReplyWorker, item: WorkItem, { since }: Tried): Promise<boolean> {
  if (steady() - since < PATIENCE_MS || workOf(item).isReference) return false;
  const work = await store.work(item.conversationId);
  return work.some(({ id, kind, status }) => kind === 'reply' && status === 'pending' && id !== item.id);
}

async function end(worker: ReplyWorker, item: WorkItem, status: 'done' | 'dead'): Promise<void> {
  worker.tries.forget(item);
  await settle(worker, item, { status });
}

async function putOff(worker: ReplyWorker, item: WorkItem, dueAt: number): Promise<void> {
  await settle(worker, item, { status: 'pending', dueAt });
}

async function settle(
  { store, log }: ReplyWorker,
  { conversationId, id, fence }: WorkItem,
  change: { readonly status: 'done' | 'dead' | 'pending'; readonly dueAt?: number },
): Promise<void> {
  const isHeld = await store.settle({ conversationId, id, fence, ...change });
  if (!isHeld) log.warn({ event: 'reply.takenOver' });
}
