import type { Board, DeskConversation, DeskEvent, Me, WorkList, WorkRow } from '../../../../bot/desk/contract';
import { noteGone, noteRow } from '../state/alerts';
import { noteTyping } from '../state/typing';
import { dropConversation, type ListScope, placeRow } from './placeRow';
import { conversationKey } from './queries';
import { queryClient } from './queryClient';

const RECONCILE_MS = 5_000;

/** Newest version of each conversation's row that was seen: an older one that comes late changes nothing. */
const versions = new Map<string, number>();
let reconciling: ReturnType<typeof setTimeout> | undefined;

/** Puts what was pushed where the page keeps what it knows. */
export function takeEvent(event: DeskEvent): void {
  switch (event.type) {
    case 'row':
      if (isOld(event.row, event.version)) return;
      noteRow(event.row);
      changeLists((list, scope) => placeRow(list, event.row, scope));
      changeRow(event.row);
      reconcileLater();
      return;
    case 'gone':
      noteGone(event.conversationId);
      changeLists((list, scope) => dropConversation(list, event.conversationId, scope.view));
      reconcileLater();
      return;
    case 'changed':
      void queryClient.invalidateQueries({ queryKey: conversationKey(event.conversationId) });
      return;
    case 'typing':
      // Whoever writes is told of it like everybody else.
      if (event.who !== queryClient.getQueryData<Me>(['me'])?.name) noteTyping(event.conversationId, event.who);
      return;
    case 'presence':
      queryClient.setQueryData<Board>(['board'], (board) => board && withPresence(board, event));
      void queryClient.invalidateQueries({ queryKey: ['people'] });
      // Who is offered what depends on who is there.
      reconcileLater();
      return;
    case 'reload':
      askAgain();
  }
}

/** Asks again for all that is shown: something was missed. */
export function askAgain(): void {
  versions.clear();
  for (const queryKey of [['work'], ['conversation'], ['board'], ['people']]) {
    void queryClient.invalidateQueries({ queryKey });
  }
}

function isOld(row: WorkRow, version: number): boolean {
  const key = `${row.conversationId} ${row.itemId ?? ''}`;
  const known = versions.get(key);
  if (known !== undefined && version < known) return true;
  versions.set(key, version);
  return false;
}

function changeLists(change: (list: WorkList, scope: ListScope) => WorkList): void {
  for (const [queryKey, list] of queryClient.getQueriesData<WorkList>({ queryKey: ['work'] })) {
    // The second part of the key is made by `workKey` alone.
    if (list !== undefined) queryClient.setQueryData(queryKey, change(list, queryKey[1] as ListScope));
  }
}

/** The head of the open conversation follows at once; its transcript is asked for. */
function changeRow(row: WorkRow): void {
  if (row.itemId !== undefined) return;
  const key = conversationKey(row.conversationId);
  const known = queryClient.getQueryData<DeskConversation>(key);
  if (known !== undefined && known.row.epoch !== row.epoch) void queryClient.invalidateQueries({ queryKey: key });
}

function withPresence(board: Board, event: Extract<DeskEvent, { type: 'presence' }>): Board {
  const { agent, presence, load } = event;
  return { ...board, agents: board.agents.map((one) => (one.id === agent ? { ...one, presence, load } : one)) };
}

/** Counts of views that are not shown cannot be kept up row by row. */
function reconcileLater(): void {
  if (reconciling !== undefined) return;
  reconciling = setTimeout(() => {
    reconciling = undefined;
    void queryClient.invalidateQueries({ queryKey: ['work'] });
  }, RECONCILE_MS);
}
