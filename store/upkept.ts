import { setTimeout as pause } from 'node:timers/promises';
import { StoreFault } from './storeFault';

/** What was brought up to date: conversations of an earlier release sealed, keys wrapped with the current version. */
export interface Upkept {
  readonly sealed: number;
  readonly rewrapped: number;
}

/** Runs the task one at a time, however often it is asked for, until the store is closed. */
export interface Upkeep {
  run(): Promise<Upkept>;
  end(): Promise<void>;
}

const AFTER_FAULT_MS = 5_000;

/** Again, as long as what stands in the way may pass. What was done is done. */
export async function whileFaulty<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await task();
    } catch (cause) {
      if (!(cause instanceof StoreFault && cause.retryable)) throw cause;
      await pause(AFTER_FAULT_MS, undefined, { signal, ref: false });
    }
  }
}

export function createUpkeep(task: (signal: AbortSignal) => Promise<Upkept>): Upkeep {
  const ending = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  return {
    run: () => {
      const next = running.catch(() => {}).then(() => task(ending.signal));
      running = next;
      next.catch(() => {});
      return next;
    },
    end: async () => {
      ending.abort();
      await running.catch(() => {});
    },
  };
}
