import type { Chance } from '../../../bot/studio/chance';

/**
 * Time that passes only when nothing is left to do. While it is in force the timers of the whole process are its own:
 * nothing waits for real, and of all that could go on at one moment chance decides what does.
 *
 * It takes over `setTimeout`, `setImmediate` and their ends; a clock is a part that everything under test is given.
 * Deterministic as long as nothing but timers and promises is waited for, which holds for the product on SQLite.
 */
export interface VirtualTime {
  /** Epoch milliseconds. */
  now(): number;
  /** Of the simulation itself: a customer's pause, a bank's silence. */
  passes(ms: number): Promise<void>;
  /** Lets others go first, perhaps. */
  turn(): Promise<void>;
  /** Goes on until it is over. */
  run(isOver: () => boolean): Promise<void>;
  /** Gives the timers back. */
  end(): void;
}

export interface VirtualTimeOptions {
  readonly start: number;
  readonly chance: Chance;
  /** When work falls due that a sleeping worker would see in time: the clock leaps there over its idle looks. */
  readonly nextDueAt: () => Promise<number | undefined>;
}

interface Task {
  readonly at: number;
  /** Of the product and so long that it only looks whether there is something to do. */
  readonly isIdle: boolean;
  readonly run: () => void;
}

function isIdle(task: Task): boolean {
  return task.isIdle;
}

/** Workers look again after so long, whether or not there is anything. */
const IDLE_MS = 30_000;

export function createVirtualTime({ start, chance, nextDueAt }: VirtualTimeOptions): VirtualTime {
  const real = { setTimeout, clearTimeout, setImmediate, clearImmediate };
  const tasks = new Set<Task>();
  let now = start;

  const add = (ms: number, isIdle: boolean, run: () => void): Task => {
    const task = { at: now + Math.max(0, Math.trunc(ms)), isIdle, run };
    tasks.add(task);
    return task;
  };
  const handleOf = (task: Task) => {
    const handle = { task, ref: () => handle, unref: () => handle, hasRef: () => true };
    return handle;
  };
  const cancel = (handle: unknown) => {
    if (typeof handle === 'object' && handle !== null && 'task' in handle) tasks.delete(handle.task as Task);
  };
  const timers = {
    setTimeout: (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
      handleOf(add(ms, ms >= IDLE_MS, () => run(...args))),
    setImmediate: (run: (...args: unknown[]) => void, ...args: unknown[]) =>
      handleOf(add(0, false, () => run(...args))),
    clearTimeout: cancel,
    clearImmediate: cancel,
  };
  Object.assign(globalThis, timers);

  const settle = () => new Promise<void>((resolve) => void real.setImmediate(resolve));
  /** What has its time now; when there is nothing the clock moves on to what comes first. */
  const ready = async (): Promise<readonly Task[]> => {
    const due = [...tasks].filter(({ at }) => at <= now);
    if (due.length > 0) return due;
    const [idle, pressing] = [[...tasks].filter(isIdle), [...tasks].filter((task) => !isIdle(task))];
    const work = idle.length > 0 ? await nextDueAt() : undefined;
    // Who sleeps wakes late, but soon after there is something: work falls due, or is due and was left lying.
    const looks = work === undefined ? [] : [Math.max(work, Math.min(...idle.map(({ at }) => at)))];
    now = Math.min(...pressing.map(({ at }) => at), ...looks);
    if (now === Number.POSITIVE_INFINITY) throw new Error('Nothing can happen any more.');
    return [...tasks].filter(({ at }) => at <= now);
  };

  return {
    now: () => now,
    passes: (ms) => new Promise((resolve) => void add(ms, false, resolve)),
    turn: () => new Promise((resolve) => void add(0, false, resolve)),
    async run(isOver) {
      await settle();
      while (!isOver()) {
        const task = chance.pick(await ready());
        tasks.delete(task);
        task.run();
        await settle();
      }
    },
    end: () => void Object.assign(globalThis, real),
  };
}
