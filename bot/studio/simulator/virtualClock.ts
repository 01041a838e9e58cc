/** A clock that stands still until it is told to go on. */
export interface VirtualClock {
  now(): number;
  passes(ms: number): void;
  /** Resolves once it is that late. */
  until(at: number): Promise<void>;
}

/** A Friday morning; nothing depends on which. */
const START = 1_800_000_000_000;

export function createVirtualClock(start = START): VirtualClock {
  let now = start;
  let waiting: readonly { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    passes(ms) {
      now += ms;
      const due = waiting.filter(({ at }) => at <= now);
      waiting = waiting.filter(({ at }) => at > now);
      for (const { wake } of due) wake();
    },
    until: (at) =>
      new Promise((wake) => {
        if (at <= now) wake();
        else waiting = [...waiting, { at, wake }];
      }),
  };
}
