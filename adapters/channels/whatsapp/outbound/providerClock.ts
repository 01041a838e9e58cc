/**
 * The provider's clock beside ours, by the `Date` of its last answer: times that it tells are comparable with what we
 * noted only in one of the two. A difference that the way of an answer can explain is none.
 */
export interface ProviderClock {
  /** To be called with each answer, and with our times at which it was asked for and had come. */
  heard(date: string | undefined, askedAt: number, cameAt: number): void;
  /** What our clock showed at this time of theirs, and the other way round; epoch milliseconds. */
  toOurs(theirs: number): number;
  toTheirs(ours: number): number;
}

/** A `Date` leaves out the part of a second. */
const WHOLE_SECOND_MS = 1_000;

export function createProviderClock(): ProviderClock {
  let aheadMs = 0;
  return {
    heard(date, askedAt, cameAt) {
      const theirs = Date.parse(date ?? '');
      if (!Number.isNaN(theirs)) aheadMs = leastAhead(askedAt - theirs - WHOLE_SECOND_MS, cameAt - theirs);
    },
    toOurs: (theirs) => theirs + aheadMs,
    toTheirs: (ours) => ours - aheadMs,
  };
}

/** Between these we are ahead of them: as little as can be. */
function leastAhead(least: number, most: number): number {
  if (least > 0) return least;
  return most < 0 ? most : 0;
}
