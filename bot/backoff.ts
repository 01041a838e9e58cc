const FIRST_MS = 1_000;
/** No retry waits longer than this of its own accord. */
export const LONGEST_BACKOFF_MS = 5 * 60_000;

const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 200;

/** Milliseconds to wait after losing to another process so many times in a row, so that rivals come apart. */
export function pauseAfterConflict(losses: number, random: () => number): number {
  const most = Math.min(SHORTEST_PAUSE_MS * 2 ** losses, LONGEST_PAUSE_MS);
  return SHORTEST_PAUSE_MS + random() * (most - SHORTEST_PAUSE_MS);
}

/** Milliseconds to wait after so many failed attempts: full jitter, so that retries do not come in waves. */
export function backoff(attempts: number, random: () => number): number {
  return Math.ceil(random() * Math.min(FIRST_MS * 2 ** attempts, LONGEST_BACKOFF_MS));
}
