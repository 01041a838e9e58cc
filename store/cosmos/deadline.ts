import { AsyncLocalStorage } from 'node:async_hooks';

/** How long one call of the store may take, with all its requests and all it waits for. */
export interface Deadline {
  within<T>(call: () => Promise<T>): Promise<T>;
  /** Aborted when the time of the running call is over. Outside of calls each request has that time for itself. */
  signal(): AbortSignal;
}

const DEADLINE_MS = 15_000;

export function createDeadline(ms = DEADLINE_MS): Deadline {
  const running = new AsyncLocalStorage<AbortSignal>();
  return {
    within: (call) => running.run(AbortSignal.timeout(ms), call),
    signal: () => running.getStore() ?? AbortSignal.timeout(ms),
  };
}
