import type { Market } from '../../machines/market';
import type { Principal } from '../staff/principal';
import type { WorkBoard } from './board';
import type { WorkList, WorkRow, WorkView } from './contract';
import { agentOf } from './holder';
import type { Place } from './orderedRows';
import { type NameOf, rowFor, type SharedRow } from './workRows';

/** Which lines somebody asked for. */
export interface WorkFilter {
  readonly view: WorkView;
  readonly market?: Market | undefined;
  readonly locale?: string | undefined;
  readonly channel?: 'webchat' | 'whatsapp' | undefined;
  readonly after?: string | undefined;
}

export interface WorkListParts {
  readonly board: Pick<WorkBoard, 'rows'>;
  readonly who: Principal;
  readonly isSupervisor: boolean;
  readonly isOffered: (row: SharedRow) => boolean;
  readonly nameOf: NameOf;
}

const PAGE = 100;

/** One page of the lines somebody sees, and how many there are in each view. */
export function workList(parts: WorkListParts, filter: WorkFilter): WorkList {
  const { board, who, isSupervisor, isOffered, nameOf } = parts;
  const markets = new Set(who.markets);
  const isWanted = (row: SharedRow) =>
    markets.has(row.market) &&
    (filter.market === undefined || row.market === filter.market) &&
    (filter.locale === undefined || row.locale === filter.locale) &&
    (filter.channel === undefined || row.channel === filter.channel);
  const isIn: Readonly<Record<WorkView, (row: SharedRow) => boolean>> = {
    needsPerson: (row) => isWanted(row) && isOffered(row),
    mine: (row) => isWanted(row) && agentOf(row) === who.id,
    team: (row) => isSupervisor && isWanted(row) && agentOf(row) !== who.id,
    bot: isWanted,
    cases: isWanted,
    callBacks: isWanted,
  };
  const linesOf = (view: WorkView) => board.rows(view === 'mine' || view === 'team' ? 'held' : view);
  const countOf = (view: WorkView): number => {
    const isCounted = isIn[view];
    let count = 0;
    for (const row of linesOf(view).all) if (isCounted(row)) count += 1;
    return count;
  };

  const rows: WorkRow[] = [];
  let isMore = false;
  for (const row of linesOf(filter.view).after(placeIn(filter.after))) {
    if (!isIn[filter.view](row)) continue;
    if (rows.length === PAGE) {
      isMore = true;
      break;
    }
    rows.push(rowFor(row, who.id, nameOf));
  }
  const counts = {
    needsPerson: countOf('needsPerson'),
    mine: countOf('mine'),
    bot: countOf('bot'),
    cases: countOf('cases'),
    callBacks: countOf('callBacks'),
    team: countOf('team'),
  };
  const last = rows.at(-1);
  return { rows, counts, ...(isMore && last !== undefined && { next: markOf(last) }) };
}

/** Where the next page begins, though the line itself be gone by then. */
function markOf({ dueAt, conversationId, itemId }: WorkRow): string {
  return Buffer.from(JSON.stringify([dueAt, conversationId, itemId])).toString('base64url');
}

function placeIn(mark: string | undefined): Place | undefined {
  if (mark === undefined) return undefined;
  try {
    const [dueAt, conversationId, itemId]: readonly unknown[] = JSON.parse(Buffer.from(mark, 'base64url').toString());
    if (typeof dueAt !== 'number' || typeof conversationId !== 'string') return undefined;
    return { dueAt, conversationId, ...(typeof itemId === 'string' && { itemId }) };
  } catch {
    return undefined;
  }
}
