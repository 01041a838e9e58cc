import { type Common, createTally } from './tally';
import type { SharedRow } from './workRows';

/** Lines by what is due first. Small changes to long lists are what it is made for. */
export interface OrderedRows {
  /** As they stand now; not to be kept. */
  readonly all: readonly SharedRow[];
  add(row: SharedRow): void;
  remove(row: SharedRow): void;
  /** How many there are of the sorts that count. */
  count(isCounted: (sort: Common) => boolean): number;
  /** From the first line after this place on. */
  after(place: Place | undefined): Iterable<SharedRow>;
}

/** Where a line stands among all: no two have the same. */
export type Place = Pick<SharedRow, 'dueAt' | 'conversationId' | 'itemId'>;

export function createOrderedRows(): OrderedRows {
  const rows: SharedRow[] = [];
  const tally = createTally();
  /** How many stand before this place. */
  const placeOf = (place: Place): number => {
    let [from, to] = [0, rows.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const row = rows[middle];
      if (row !== undefined && compare(row, place) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  };
  const isAt = (at: number, place: Place) => {
    const row = rows[at];
    return row !== undefined && compare(row, place) === 0;
  };
  return {
    all: rows,
    add(row) {
      rows.splice(placeOf(row), 0, row);
      tally.add(row);
    },
    remove(row) {
      const at = placeOf(row);
      if (isAt(at, row)) for (const gone of rows.splice(at, 1)) tally.remove(gone);
    },
    count: tally.count,
    *after(place) {
      let at = place === undefined ? 0 : placeOf(place);
      if (place !== undefined && isAt(at, place)) at += 1;
      for (; at < rows.length; at += 1) {
        const row = rows[at];
        if (row !== undefined) yield row;
      }
    },
  };
}

function compare(one: Place, other: Place): number {
  const byTime = one.dueAt - other.dueAt;
  return byTime || order(one.conversationId, other.conversationId) || order(one.itemId ?? '', other.itemId ?? '');
}

function order(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
