import type { IsHeld } from '../adapters/lease';
import type { WorkItem } from '../store/documents';
import type { Store } from '../store/store';
import type { Log } from './telemetry';

/** A worker that takes due items of some kinds from the store and performs a bounded number of them at a time. */
export interface WorkLoop {
  start(): void;
  /** Looks for work now; called after each commit that left some. */
  wake(): void;
  /** Claims nothing more and resolves when what runs has reported. */
  stop(): Promise<void>;
}

export interface WorkLoopParts {
  /** Names the worker in the log. */
  readonly name: string;
  readonly store: Pick<Store, 'claim' | 'nextDueAt'>;
  /** Asked at each look; where it rejects nothing is claimed until the next. */
  readonly kinds: readonly WorkItem['kind'][] | (() => Promise<readonly WorkItem['kind'][]>);
  readonly leaseMs: number;
  readonly atOnce: number | (() => number);
  /** Settles the item itself; one that rejects keeps its claim until the lease ends. `isHeld`: whether that is not yet. */
  readonly perform: (item: WorkItem, isHeld: IsHeld) => Promise<void>;
  readonly clock: () => number;
  /** Milliseconds of which only differences are used: unlike the clock nobody sets it back. */
  readonly steady?: () => number;
  readonly log: Log;
}

const LONGEST_SLEEP_MS = 30_000;
const SHORTEST_SLEEP_MS = 20;
const AFTER_FAULT_MS = 1_000;

/** It sleeps until the next item falls due, and lives on when the store fails. */
export function createWorkLoop(parts: WorkLoopParts): WorkLoop {
  let isRunning = false;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let timer: NodeJS.Timeout | undefined;
  const inFlight = new Set<Promise<void>>();

  const room = () => (typeof parts.atOnce === 'function' ? parts.atOnce() : parts.atOnce) - inFlight.size;

  const look = (): void => {
    if (!isRunning) return;
    lookAgain = true;
    looking ??= lookNow();
  };

  const lookNow = async (): Promise<void> => {
    try {
      do {
        lookAgain = false;
        const kinds = typeof parts.kinds === 'function' ? await parts.kinds() : parts.kinds;
        await claimAndStart(kinds);
        await sleepUntilDue(kinds);
      } while (lookAgain && isRunning);
    } catch (cause) {
      parts.log.error({ event: `${parts.name}.failed`, cause: String(cause) });
      schedule(AFTER_FAULT_MS);
    } finally {
      looking = undefined;
    }
  };

  const claimAndStart = async (kinds: readonly WorkItem['kind'][]): Promise<void> => {
    const { leaseMs, clock, steady = clock } = parts;
    const limit = room();
    if (limit <= 0) return;
    const endsAt = steady() + leaseMs;
    const claimed = await parts.store.claim({ kinds, now: clock(), leaseMs, limit });
    // By both: the one stands still while the machine sleeps, the other may be set back meanwhile.
    const isHeld = ({ leaseUntil }: WorkItem) => steady() < endsAt && clock() < leaseUntil;
    for (const item of claimed) track(parts.perform(item, () => isHeld(item)));
    if (claimed.length === limit) lookAgain = true;
  };

  const track = (work: Promise<void>): void => {
    const done = work
      .catch((cause: unknown) => parts.log.error({ event: `${parts.name}.workFailed`, cause: String(cause) }))
      .finally(() => {
        inFlight.delete(done);
        look();
      });
    inFlight.add(done);
  };

  const sleepUntilDue = async (kinds: readonly WorkItem['kind'][]): Promise<void> => {
    // With no room left the end of whatever runs is what to wait for.
    if (room() <= 0) return;
    const due = await parts.store.nextDueAt(kinds);
    // Another process may leave work behind for which nobody here is woken.
    schedule(due === undefined ? LONGEST_SLEEP_MS : Math.max(due - parts.clock(), SHORTEST_SLEEP_MS));
  };

  const schedule = (afterMs: number): void => {
    if (!isRunning) return;
    clearTimeout(timer);
    timer = setTimeout(look, Math.min(afterMs, LONGEST_SLEEP_MS));
  };

  return {
    start() {
      isRunning = true;
      look();
    },
    wake: look,
    async stop() {
      isRunning = false;
      clearTimeout(timer);
      // What is being claimed just now would otherwise be left as if its worker had died.
      await looking;
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
  };
}
