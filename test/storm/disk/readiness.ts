import { pause } from '../customers';

/** Looks at `/readyz` all the time. */
export interface ReadinessWatch {
  isReadyWithin(ms: number): Promise<boolean>;
  /** Milliseconds from the one moment to the first 503 after it, and from the other to the last answer but 200. */
  stop(moments: { readonly spoiltAt: number; readonly mendedAt: number }): {
    readonly untilTold: number | undefined;
    readonly untilReady: number;
  };
}

const EVERY_MS = 25;

export function watchReadiness(port: number): ReadinessWatch {
  const seen: { readonly at: number; readonly status: number }[] = [];
  let isWatching = true;
  const look = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(1_000) }).catch(
      () => undefined,
    );
    await answer?.arrayBuffer();
    seen.push({ at: Date.now(), status: answer?.status ?? 0 });
  };
  void (async () => {
    while (isWatching) {
      await look();
      await pause(EVERY_MS);
    }
  })();
  return {
    isReadyWithin: async (ms) => {
      const giveUpAt = Date.now() + ms;
      while (Date.now() < giveUpAt) {
        if (seen.at(-1)?.status === 200) return true;
        await pause(EVERY_MS);
      }
      return false;
    },
    stop: ({ spoiltAt, mendedAt }) => {
      isWatching = false;
      const told = seen.find(({ at, status }) => at >= spoiltAt && status === 503);
      const last = seen.findLast(({ at, status }) => at >= mendedAt && status !== 200);
      return { untilTold: told && told.at - spoiltAt, untilReady: last === undefined ? 0 : last.at - mendedAt };
    },
  };
}
