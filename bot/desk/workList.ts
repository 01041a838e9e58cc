import type { Market } from '../../machines/market';
import type { NameOf } from '../staff/directory';
import type { Principal } from '../staff/principal';
import type { WorkBoard } from './board';
import type { WorkList, WorkRow, WorkView } from './contract';
import { agentOf } from './holder';
import type { Place } from './orderedRows';
import { KEPT_MS, type offersTo } from './routing';
import type { Common } from './tally';
import { rowFor, type SharedRow } from './workRows';

/** Which lines somebody asked for. */
export interface WorkFilter {
  readonly view: WorkView;
  readonly market?: Market | undefined;
  readonly locale?: string | undefined;
  readonly channel?: 'webchat' | 'whatsapp' | undefined;
  readonly after?: string | undefined;
}

export interface WorkListParts {
  readonly board: Pick<WorkBoard, 'rows' | 'heldBy' | 'returnedSince'>;
  readonly who: Principal;
  readonly isSupervisor: boolean;
  readonly isOffered: ReturnType<typeof offersTo>;
  readonly nameOf: NameOf;
  readonly now: number;
}

const PAGE = 100;

/** One page of the lines somebody sees, and how many there are in each view. */
export function workList(parts: WorkListParts, filter: WorkFilter): WorkList {
  const { board, who, isSupervisor, isOffered, nameOf } = parts;
  const markets = new Set(who.markets);
  const isWanted = (row: Common) =>
    markets.has(row.market) &&
    (filter.market === undefined || row.market === filter.market) &&
    (filter.locale === undefined || row.locale === filter.locale) &&
    (filter.channel === undefined || row.channel === filter.channel);
  const isIn: Readonly<Record<WorkView, (row: SharedRow) => boolean>> = {
    needsPerson: (row) => isWanted(row) && isOffered(row),
    mine: isWanted,
    team: (row) => isSupervisor && isWanted(row) && agentOf(row) !== who.id,
    bot: isWanted,
    cases: isWanted,
    callBacks: isWanted,
  };
  const linesOf = (view: WorkView) => {
    if (view === 'mine') return board.heldBy(who.id);
    return board.rows(view === 'team' ? 'held' : view);
  };
  const countOf = (view: WorkView) => linesOf(view).count(isWanted);

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
  const mine = countOf('mine');
  const counts = {
    needsPerson: offeredCount(parts, isWanted),
    mine,
    bot: countOf('bot'),
    cases: countOf('cases'),
    callBacks: countOf('callBacks'),
    team: isSupervisor ? countOf('team') - mine : 0,
  };
  const last = rows.at(-1);
  return { rows, counts, ...(isMore && last !== undefined && { next: markOf(last) }) };
}

/** Whom somebody gave up a moment ago is theirs alone for a while, which the count of their sort does not know. */
function offeredCount({ board, isOffered, now }: WorkListParts, isWanted: (row: Common) => boolean): number {
  const bySort = board.rows('needsPerson').count((sort) => isWanted(sort) && isOffered(sort));
  const returned = board.returnedSince(now - KEPT_MS).filter(isWanted);
  return returned.reduce((count, row) => {
    const { lastAgent: _known, ...sort } = row;
    return count + Number(isOffered(row)) - Number(isOffered(sort));
  }, bySort);
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
