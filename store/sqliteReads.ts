import type { Database } from 'better-sqlite3';
import type { ConversationDocument, RecordDocument, RecordKind, TranscriptEntry } from './documents';

/** Reads of what is committed. Rows hold what `sqliteCommit.ts` wrote, so they are parsed and not checked again. */
export interface SqliteReads {
  conversation(conversationId: string): ConversationDocument | undefined;
  transcript(conversationId: string, afterSeq: number, limit: number): readonly TranscriptEntry[];
  /** Newest first, so that a limit never hides what just happened. */
  records<K extends RecordKind>(
    kind: K,
    options: { readonly conversationId?: string; readonly limit: number },
  ): readonly Extract<RecordDocument, { kind: K }>[];
}

export function createSqliteReads(db: Database): SqliteReads {
  const sql = prepare(db);
  return {
    conversation: (conversationId) => {
      const row = sql.conversation.get(conversationId);
      return row === undefined ? undefined : JSON.parse(row.body);
    },
    transcript: (conversationId, afterSeq, limit) => {
      const rows = sql.transcript.all(conversationId, afterSeq, limit);
      const entries = rows.flatMap((row): readonly TranscriptEntry[] => JSON.parse(row.entries));
      return entries.filter((entry) => entry.seq > afterSeq).slice(0, limit);
    },
    records: (kind, { conversationId, limit }) => {
      const rows =
        conversationId === undefined
          ? sql.recordsOfKind.all(kind, limit)
          : sql.recordsOfConversation.all(conversationId, kind, limit);
      // The kind was selected by and the body was stored with it, which the compiler cannot know.
      return rows.map(
        (row) => ({ ...row, kind, body: JSON.parse(row.body) }) as Extract<RecordDocument, { kind: typeof kind }>,
      );
    },
  };
}

interface RecordRow {
  readonly id: string;
  readonly conversationId: string;
  readonly at: number;
  readonly body: string;
}

const RECORD = `
  record.id, conversation.id AS conversationId, at, record.body
  FROM record JOIN conversation ON conversation.pk = record.conversation`;

function prepare(db: Database) {
  return {
    conversation: db.prepare<[string], { body: string }>('SELECT body FROM conversation WHERE id = ?'),
    transcript: db.prepare<[string, number, number], { entries: string }>(`
      SELECT entries FROM transcript
      WHERE conversation = (SELECT pk FROM conversation WHERE id = ?) AND last > ? ORDER BY last LIMIT ?`),
    recordsOfKind: db.prepare<[string, number], RecordRow>(
      `SELECT ${RECORD} WHERE kind = ? ORDER BY record.pk DESC LIMIT ?`,
    ),
    recordsOfConversation: db.prepare<[string, string, number], RecordRow>(
      `SELECT ${RECORD} WHERE conversation.id = ? AND kind = ? ORDER BY record.pk DESC LIMIT ?`,
    ),
  };
}
