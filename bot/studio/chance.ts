import { StudioFault } from './studioFault';

/** All that is left to chance where a draft is tried, from one number: the same number is the same story. */
export interface Chance {
  /** Between 0 and 1. */
  next(): number;
  /** Whole, from 0 and below `limit`. */
  below(limit: number): number;
  /** True in this share of all cases. */
  happens(share: number): boolean;
  between(from: number, to: number): number;
  pick<T>(list: readonly T[]): T;
}

export function createChance(seed: number): Chance {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    happens: (share) => next() < share,
    between: (from, to) => Math.floor(from + next() * (to - from)),
    pick: (list) => {
      const [first] = list;
      if (first === undefined)
        throw new StudioFault(
          'NOTHING_TO_PICK',
          'An empty list was drawn from; draw only from one that has something.',
        );
      return list[below(list.length)] ?? first;
    },
  };
}
