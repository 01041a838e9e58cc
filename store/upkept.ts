import { setTimeout as pause } from 'node:timers/promises';
import { StoreFault } from './storeFault';

/** What was brought up to date: conversations of an earlier release sealed, keys wrapped with the current version. */
export interface Upkept {
  readonly sealed: number;
  readonly rewrapped: number;
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
