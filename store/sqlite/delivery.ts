import type { Database } from 'better-sqlite3';
import { isProgress } from '../deliveryProgress';
import type { Delivery } from '../documents';

/** How far messages got. `note` must run inside a transaction; the rest reads what is committed. */
export interface SqliteDelivery {
  /** Whether the report says more than is known. */
  isNews(delivery: Delivery): boolean;
  /** Keeps the report; false when it was no news, or the conversation was erased. */
  note(delivery: Delivery): boolean;
  ofConversation(conversationId: string): readonly Delivery[];
}

export function createSqliteDelivery(db: Database): SqliteDelivery {
  const sql = prepare(db);
  const isNews = ({ conversationId, workId, part, sid, status }: Delivery): boolean => {
    const known = sql.find.get(conversationId, workId, part, sid);
    return isProgress(known?.status, status);
  };
  return {
    isNews,
    note: (delivery) => {
      if (!isNews(delivery)) return false;
      return sql.note.run({ ...delivery, code: delivery.code ?? null }).changes > 0;
    },
    ofConversation: (conversationId) =>
      sql.ofConversation
        .all(conversationId)
        .map(({ code, ...row }) => ({ ...row, ...(code === null ? {} : { code }) })),
  };
}

type Row = Omit<Delivery, 'code'> & { readonly code: string | null };

function prepare(db: Database) {
  return {
    find: db.prepare<[string, string, number, string], Pick<Delivery, 'status'>>(
      'SELECT status FROM delivery WHERE conversation = ? AND work = ? AND part = ? AND sid = ?',
    ),
    note: db.prepare<Row>(`
      INSERT INTO delivery (conversation, work, part, sid, status, code, at)
      SELECT @conversationId, @workId, @part, @sid, @status, @code, @at
      WHERE NOT EXISTS (SELECT 1 FROM conversation WHERE id = @conversationId AND erased_at IS NOT NULL)
      ON CONFLICT (conversation, work, part, sid)
      DO UPDATE SET status = excluded.status, code = excluded.code, at = excluded.at`),
    ofConversation: db.prepare<[string], Row>(`
      SELECT conversation AS conversationId, work AS workId, part, sid, status, code, at
      FROM delivery WHERE conversation = ? ORDER BY pk`),
  };
}
