/** When something must be looked at, by all that is known of it. Epoch milliseconds throughout. */
export interface Deadlines {
  /** Since when somebody waits for a person. */
  readonly since: number;
  /** How long they may wait while there are people. */
  readonly withinMs: number;
  /** When people of the market work, the first time from `since` on; undefined where nobody ever does. */
  readonly hours: Span | undefined;
  /** When the customer can no longer be answered freely. */
  readonly windowClosesAt?: number | undefined;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Due {
  /** When the service level is missed: it is counted from when there are people. */
  readonly slaAt: number;
  /** When people begin, where they had not when it came. */
  readonly opensAt?: number;
  /** The soonest of the service level, the window's end, and the end of the hours in which somebody can still answer. */
  readonly at: number;
}

/** What a work list is ordered by. Pure. */
export function dueAt({ since, withinMs, hours, windowClosesAt }: Deadlines): Due {
  const begins = Math.max(since, hours?.from ?? since);
  const slaAt = begins + withinMs;
  const ends = [slaAt, windowClosesAt, hours?.to].filter((end) => end !== undefined);
  return { slaAt, ...(begins > since && { opensAt: begins }), at: Math.min(...ends) };
}
