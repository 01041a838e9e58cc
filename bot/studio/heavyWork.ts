import { setTimeout as pause } from 'node:timers/promises';

/** Work that takes seconds, beside customers' turns: one at a time in a process, and half of the time it rests. */
export interface HeavyWork {
  /** Undefined while another runs. `breathe` is to be awaited every now and then. */
  run<T>(work: (breathe: () => Promise<void>) => Promise<T>): Promise<T> | undefined;
}

export function createHeavyWork(steady: () => number): HeavyWork {
  let isBusy = false;
  return {
    run(work) {
      if (isBusy) return undefined;
      isBusy = true;
      let since = steady();
      const breathe = async () => {
        await pause(Math.max(1, steady() - since));
        since = steady();
      };
      return work(breathe).finally(() => {
        isBusy = false;
      });
    },
  };
}
