import { pause } from './customers';

/** Every wait of a storm ends, and whoever waited in vain says for what: a storm that hangs tells nobody anything. */

/** Nothing that a healthy machine does takes so long, nor one that is six times slower. */
export const PATIENCE_MS = 2 * 60_000;
const LOOK_AGAIN_MS = 20;

/** Whether it came to be so in time. */
export async function cameTrue(isSo: () => boolean, patienceMs = PATIENCE_MS): Promise<boolean> {
  const giveUpAt = performance.now() + patienceMs;
  while (!isSo()) {
    if (performance.now() > giveUpAt) return false;
    await pause(LOOK_AGAIN_MS);
  }
  return true;
}

/** Does it again and again until it says that it is done; rejects when that takes longer than anything healthy does. */
export async function insist(what: string, isDone: () => Promise<boolean>, everyMs = LOOK_AGAIN_MS): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!(await isDone())) {
    if (performance.now() > giveUpAt) throw new Error(`Tried ${PATIENCE_MS / 1_000} s in vain: ${what}.`);
    await pause(everyMs);
  }
}

/** What comes of it, or an error that says what did not come. */
export async function inTime<T>(what: string, coming: Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${patienceMs / 1_000} s in vain: ${what}.`)), patienceMs);
  });
  try {
    return await Promise.race([coming, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Like `fetch`, but it ends. */
export function fetchSoon(url: string, request: RequestInit = {}, patienceMs = PATIENCE_MS): Promise<Response> {
  return fetch(url, { ...request, signal: AbortSignal.timeout(patienceMs) });
}
