import { RequestFault } from './requestFault';

const SHORTEST_PAUSE_MS = 250;
/** By so much at most the wait grows by chance, so that those who were turned away together do not come back together. */
const SPREAD = 0.5;

/** How long to wait before the same request is worth making again; undefined: it failed. */
export function waitFor(fault: unknown, chance = Math.random()): number | undefined {
  if (!(fault instanceof RequestFault)) return undefined;
  if (fault.retryAfterMs === undefined && fault.status !== 429) return undefined;
  return Math.max(fault.retryAfterMs ?? 1_000, SHORTEST_PAUSE_MS) * (1 + SPREAD * chance);
}

/** The answer, or the request, was lost on the way: asked again under the same id, it is taken once. */
const LOST: readonly number[] = [0, 408, 502, 504];
/** Before each further try, milliseconds. */
const AFTER_LOSSES_MS = [1_000, 3_000];

/** How long to wait after so many losses of one request, this one among them; undefined: a person is to decide. */
export function waitAfterLoss(fault: unknown, losses: number, chance = Math.random()): number | undefined {
  if (!(fault instanceof RequestFault) || !LOST.includes(fault.status)) return undefined;
  const pauseMs = AFTER_LOSSES_MS[losses - 1];
  return pauseMs === undefined ? undefined : pauseMs * (1 + SPREAD * chance);
}

/** Asks again for as long as the server is busy. */
export async function whenFree<T>(ask: () => Promise<T>, onBusy: (isBusy: boolean) => void): Promise<T> {
  for (;;) {
    try {
      const answer = await ask();
      onBusy(false);
      return answer;
    } catch (fault) {
      const waitMs = waitFor(fault);
      if (waitMs === undefined) throw fault;
      onBusy(true);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
