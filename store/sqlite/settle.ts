import type { Database } from 'better-sqlite3';
import { AT_ONCE, IN_LINE, type WorkItem } from '../documents';
import type { Commit, Settlement } from '../store';

type Change = NonNullable<Commit['settle']>[number];

/**
 * Ends, postpones and lines up work; every call must run inside a transaction. Of each kind that is `IN_LINE` only the
 * first item of a conversation that is not ended has a time at which it is ready: the others wait behind it without one,
 * so that neither a claim nor the question when something falls due ever meets them.
 */
export interface SqliteSettle {
  isHeld(conversation: number, change: Pick<Change, 'id' | 'fence'>): boolean;
  apply(conversation: number, change: Change): void;
  /** Makes the first of its line ready, if it is not; to be called after some were added. */
  advance(conversation: number, kind: WorkItem['kind']): void;
  /** Makes replies that wait for a later time due. */
  wakeReplies(conversation: number, now: number): void;
  /** One change by itself; false when the claim was lost. */
  alone(settlement: Settlement): boolean;
}

export function createSqliteSettle(db: Database): SqliteSettle {
  const sql = prepare(db);
  const settle: SqliteSettle = {
    isHeld: (conversation, { id, fence }) => sql.findClaim.get(conversation, id, fence) !== undefined,
    apply: (conversation, { id, status, dueAt }) => {
      if (status === 'pending') {
        sql.postpone.run(dueAt ?? null, dueAt ?? null, conversation, id);
      } else {
        const ended = sql.end.get(status, conversation, id);
        if (ended !== undefined) settle.advance(conversation, ended.kind);
      }
    },
    advance: (conversation, kind) => {
      if (kind === 'reply') sql.advanceReplies.run(conversation);
      else if (IN_LINE.includes(kind)) sql.advanceOthers.run(conversation, kind);
    },
    wakeReplies: (conversation, now) => void sql.wakeReplies.run({ conversation, now }),
    alone: (settlement) => {
      const conversation = sql.conversation.get(settlement.conversationId);
      if (conversation === undefined || !settle.isHeld(conversation.pk, settlement)) return false;
      settle.apply(conversation.pk, settlement);
      return true;
    },
  };
  return settle;
}

/** Written as in the index `work_reply`, which serves only queries that repeat its condition. */
const OPEN_REPLY = `kind = 'reply' AND status IN ('pending', 'claimed')`;

function prepare(db: Database) {
  return {
    conversation: db.prepare<[string], { pk: number }>('SELECT pk FROM conversation WHERE id = ?'),
    findClaim: db.prepare<[number, string, number], { pk: number }>(
      `SELECT pk FROM work WHERE conversation = ? AND id = ? AND fence = ? AND status = 'claimed'`,
    ),
    end: db.prepare<[string, number, string], { kind: WorkItem['kind'] }>(
      'UPDATE work SET status = ?, ready_at = NULL WHERE conversation = ? AND id = ? RETURNING kind',
    ),
    postpone: db.prepare<[number | null, number | null, number, string]>(`
      UPDATE work SET status = 'pending', due_at = coalesce(?, due_at), ready_at = coalesce(?, due_at)
      WHERE conversation = ? AND id = ?`),
    advanceReplies: db.prepare<[number]>(`
      UPDATE work SET ready_at = due_at WHERE ready_at IS NULL AND pk =
        (SELECT min(pk) FROM work WHERE conversation = ? AND ${OPEN_REPLY})`),
    // Few conversations have any, so they have no index of their own.
    advanceOthers: db.prepare<[number, string]>(`
      UPDATE work SET ready_at = due_at WHERE ready_at IS NULL AND pk =
        (SELECT pk FROM work WHERE conversation = ? AND kind = ? AND status IN ('pending', 'claimed') ORDER BY pk LIMIT 1)`),
    wakeReplies: db.prepare<{ conversation: number; now: number }>(`
      UPDATE work SET due_at = ${AT_ONCE}, ready_at = CASE WHEN ready_at IS NULL THEN NULL ELSE ${AT_ONCE} END
      WHERE conversation = @conversation AND ${OPEN_REPLY} AND status = 'pending' AND due_at > @now`),
  };
}
