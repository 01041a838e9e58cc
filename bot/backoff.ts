const FIRST_MS = 1_000;
/** No retry waits longer than this of its own accord. */
export const LONGEST_BACKOFF_MS = 5 * 60_000;

/** Milliseconds to wait after so many failed attempts: full jitter, so that retries do not come in waves. */
export function backoff(attempts: number, random: () => number): number {
  return Math.ceil(random() * Math.min(FIRST_MS * 2 ** attempts, LONGEST_BACKOFF_MS));
}
