import type { ChannelId } from '../../dialogs/message';
import type { WorkItem } from '../../store/documents';
import type { Store } from '../../store/store';
import { isOfTheStore } from '../errors';
import type { Intake } from '../intake';
import type { Log } from '../telemetry';
import { createWorkLoop, type WorkLoop } from '../workLoop';

/**
 * Tells conversations that a set time has come. What that means is decided by the turn, on what is true then, and the
 * same commit settles the timer: a customer is reminded once, however often a process dies in the middle.
 */
export type Timers = WorkLoop;

export interface TimersParts {
  readonly store: Store;
  readonly intake: Pick<Intake, 'take'>;
  readonly channel: ChannelId;
  readonly clock: () => number;
  /** As in `BotParts`. */
  readonly steady?: () => number;
  readonly log: Log;
}

const LEASE_MS = 30_000;
const AT_ONCE = 8;

export function createTimers(parts: TimersParts): Timers {
  return createWorkLoop({
    name: 'timers',
    store: parts.store,
    kinds: ['timer'],
    leaseMs: LEASE_MS,
    atOnce: AT_ONCE,
    perform: (item) => perform(parts, item),
    clock: parts.clock,
    ...(parts.steady ? { steady: parts.steady } : {}),
    log: parts.log,
  });
}

async function perform({ intake, store, channel, clock, log }: TimersParts, item: WorkItem): Promise<void> {
  const { id, conversationId, fence } = item;
  try {
    await intake.take({
      kind: 'timer',
      timer: 'reminder',
      id: `${id}:${fence}`,
      conversationId,
      channel,
      receivedAt: clock(),
      workId: id,
      fence,
    });
  } catch (cause) {
    // The claim runs out by itself and the timer comes back.
    if (isOfTheStore(cause)) throw cause;
    // A reminder is worth no alarm: what keeps its turn from being taken is told by the turns of customers.
    log.warn({ event: 'timer.givenUp', cause: cause instanceof Error ? cause.name : 'unknown' });
    await store.settle({ conversationId, id, fence, status: 'dead' });
  }
}
