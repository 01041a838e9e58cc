import { agentOf } from './holder';
import { createOrderedRows, type OrderedRows } from './orderedRows';
import type { SharedRow } from './workRows';

/** The lines of a board as they are asked for. */
export interface BoardLists {
  rows(view: SharedRow['view']): OrderedRows;
  /** Those in one agent's hands. */
  heldBy(agent: string): OrderedRows;
  /** Of those that wait, whom somebody had before and gave up since then. Who was given up earlier is not asked for again. */
  returnedSince(at: number): readonly SharedRow[];
  add(row: SharedRow): void;
  remove(row: SharedRow): void;
}

const VIEWS = ['needsPerson', 'held', 'cases', 'callBacks', 'bot'] as const;

export function createBoardLists(): BoardLists {
  const lists = Object.fromEntries(VIEWS.map((view) => [view, createOrderedRows()])) as Lists;
  const holders = new Map<string, OrderedRows>();
  const returned = new Set<SharedRow>();
  return {
    rows: (view) => lists[view],
    heldBy: (agent) => holders.get(agent) ?? createOrderedRows(),
    returnedSince(at) {
      for (const row of returned) if ((row.waitingSince ?? 0) < at) returned.delete(row);
      return [...returned];
    },
    add(row) {
      lists[row.view].add(row);
      if (isReturned(row)) returned.add(row);
      const holder = holderOf(row);
      if (holder === undefined) return;
      const theirs = holders.get(holder) ?? createOrderedRows();
      theirs.add(row);
      holders.set(holder, theirs);
    },
    remove(row) {
      lists[row.view].remove(row);
      returned.delete(row);
      const holder = holderOf(row);
      const theirs = holder === undefined ? undefined : holders.get(holder);
      if (holder === undefined || theirs === undefined) return;
      theirs.remove(row);
      if (theirs.all.length === 0) holders.delete(holder);
    },
  };
}

function holderOf(row: SharedRow): string | undefined {
  return row.view === 'held' ? agentOf(row) : undefined;
}

function isReturned({ view, lastAgent }: SharedRow): boolean {
  return view === 'needsPerson' && lastAgent !== undefined;
}

type Lists = Readonly<Record<SharedRow['view'], OrderedRows>>;
