import type { SharedRow } from './workRows';

/** What of a line decides for whom it counts. Very many lines share few of these. */
export type Common = Pick<SharedRow, 'market' | 'locale' | 'channel' | 'queue'>;

/** How many lines there are of each sort, kept up line by line, so that nobody walks over all of them to count. */
export interface Tally {
  add(row: Common): void;
  remove(row: Common): void;
  count(isCounted: (sort: Common) => boolean): number;
}

export function createTally(): Tally {
  const sorts = new Map<string, { readonly sort: Common; count: number }>();
  return {
    add({ market, locale, channel, queue }) {
      const sort = { market, locale, channel, ...(queue !== undefined && { queue }) };
      const known = sorts.get(keyOf(sort));
      if (known === undefined) sorts.set(keyOf(sort), { sort, count: 1 });
      else known.count += 1;
    },
    remove(row) {
      const known = sorts.get(keyOf(row));
      if (known === undefined) return;
      known.count -= 1;
      if (known.count === 0) sorts.delete(keyOf(row));
    },
    count(isCounted) {
      let counted = 0;
      for (const { sort, count } of sorts.values()) if (isCounted(sort)) counted += count;
      return counted;
    },
  };
}

function keyOf({ market, locale, channel, queue }: Common): string {
  return `${market} ${locale} ${channel} ${queue}`;
}
