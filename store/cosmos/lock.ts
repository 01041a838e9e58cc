/** One after the other for each key, in the order they asked; several keys are taken at once, so nobody deadlocks. */
export interface KeyedLock {
  run<T>(keys: readonly string[], task: () => Promise<T>): Promise<T>;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
}

/** Spares this process's callers conflicts among themselves; correctness never rests on it. */
export function createKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<void>>();
  return {
    run: (keys, task) => {
      const before = Promise.all(keys.map((key) => tails.get(key)));
      const result = before.then(task);
      const tail = result.then(
        () => {},
        () => {},
      );
      for (const key of keys) tails.set(key, tail);
      void tail.then(() => {
        for (const key of keys) if (tails.get(key) === tail) tails.delete(key);
      });
      return result;
    },
    idle: async () => {
      while (tails.size > 0) await Promise.all(tails.values());
    },
  };
}
