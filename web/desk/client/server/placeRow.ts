import type { WorkList, WorkRow, WorkView } from '../../../../bot/desk/contract';
import type { Filters } from '../state/filters';

/** What one loaded list shows. */
export interface ListScope extends Filters {
  readonly view: WorkView;
}

/** Whether two rows are about the same thing: a conversation, or one case or call-back of it. */
export function isSameItem(one: WorkRow, other: WorkRow): boolean {
  return one.conversationId === other.conversationId && one.itemId === other.itemId;
}

/** The list after one row is new or changed: where it belongs by what is due first, or out of it. */
export function placeRow(list: WorkList, row: WorkRow, scope: ListScope): WorkList {
  const others = list.rows.filter((other) => !isSameItem(other, row));
  const was = others.length < list.rows.length;
  const belongs = row.view === scope.view && isWithin(row, scope);
  if (!was && !belongs) return list;
  const at = belongs ? placeOf(row, others) : -1;
  // What would stand behind the last loaded row comes when more is loaded.
  const isBeyond = at === others.length && list.next !== undefined;
  const rows = !belongs || isBeyond ? others : others.toSpliced(at, 0, row);
  return { ...list, rows, counts: countsAfter(list.counts, row, { view: scope.view, was, belongs }) };
}

/** The list without a conversation that is no more of this agent's. */
export function dropConversation(list: WorkList, conversationId: string, view: WorkView): WorkList {
  const rows = list.rows.filter((row) => row.conversationId !== conversationId);
  const gone = list.rows.length - rows.length;
  if (gone === 0) return list;
  return { ...list, rows, counts: { ...list.counts, [view]: Math.max(0, list.counts[view] - gone) } };
}

function isWithin(row: WorkRow, { market, locale, channel }: Filters): boolean {
  return (
    (market === undefined || row.market === market) &&
    (locale === undefined || row.locale === locale) &&
    (channel === undefined || row.channel === channel)
  );
}

function placeOf(row: WorkRow, rows: readonly WorkRow[]): number {
  const later = rows.findIndex(
    (other) => other.dueAt > row.dueAt || (other.dueAt === row.dueAt && other.conversationId > row.conversationId),
  );
  return later === -1 ? rows.length : later;
}

function countsAfter(
  counts: WorkList['counts'],
  row: WorkRow,
  { view, was, belongs }: { readonly view: WorkView; readonly was: boolean; readonly belongs: boolean },
): WorkList['counts'] {
  if (was === belongs) return counts;
  if (belongs) return { ...counts, [view]: counts[view] + 1 };
  const left = { ...counts, [view]: Math.max(0, counts[view] - 1) };
  return row.view === view ? left : { ...left, [row.view]: left[row.view] + 1 };
}
