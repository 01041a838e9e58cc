import type { Database } from 'better-sqlite3';
import type { ConversationDocument, RecordDocument, RecordKind, TranscriptEntry } from '../documents';
import type { KeptKey } from '../sealing/sealKeys';
import { placeOf, type RowBody } from '../sealing/sealPlaces';
import { StoreFault } from '../storeFault';
import type { SqliteSealing } from './sealing';

/**
 * Reads of what is committed. Rows hold what `sqliteCommit.ts` wrote, so they are parsed and not checked again; a sealed
 * one that was changed since throws a 'corrupt' fault.
 */
export interface SqliteReads {
  conversation(conversationId: string, key: KeptKey | undefined): ConversationDocument | undefined;
  transcript(
    conversationId: string,
    afterSeq: number,
    limit: number,
    key: KeptKey | undefined,
  ): readonly TranscriptEntry[];
  /** Newest first, so that a limit never hides what just happened. */
  records(
    kind: RecordKind,
    options: { readonly conversationId?: string; readonly limit: number },
  ): readonly RecordRow[];
  /** The row of one record, by its id. */
  recordRow(kind: RecordKind, conversationId: string, id: string): RecordRow | undefined;
  record<K extends RecordKind>(kind: K, row: RecordRow, key: KeptKey | undefined): Extract<RecordDocument, { kind: K }>;
}

/** A record whose body was not opened yet. */
export interface RecordRow extends RowBody {
  readonly id: string;
  readonly conversationId: string;
  readonly at: number;
  readonly written: number;
}

export function createSqliteReads(db: Database, sealing: SqliteSealing): SqliteReads {
  const sql = prepare(db);
  return {
    conversation: (conversationId, key) => {
      const row = sql.conversation.get(conversationId);
      if (row === undefined) return undefined;
      if (row.erasedAt !== null) throw new StoreFault('erased', { detail: conversationId });
      // What was written under this id and version is a conversation.
      const document = sealing.read(
        key,
        placeOf.conversation(conversationId, row.version),
        row,
      ) as ConversationDocument;
      return row.restoredAt === null ? document : { ...document, restored: { at: row.restoredAt, run: document.run } };
    },
    transcript: (conversationId, afterSeq, limit, key) => {
      const rows = sql.transcript.all(conversationId, afterSeq, limit);
      const entries = rows.flatMap(
        (row) => sealing.read(key, placeOf.transcript(conversationId, row.last), row) as readonly TranscriptEntry[],
      );
      return entries.filter((entry) => entry.seq > afterSeq).slice(0, limit);
    },
    records: (kind, { conversationId, limit }) =>
      conversationId === undefined
        ? sql.recordsOfKind.all(kind, limit)
        : sql.recordsOfConversation.all(conversationId, kind, limit),
    recordRow: (kind, conversationId, id) => sql.recordOfId.get(conversationId, id, kind),
    record: (kind, { id, conversationId, at, ...row }, key) => {
      const body =
        kind === 'notice'
          ? sealing.readNotice(id, row)
          : sealing.read(key, placeOf.record(conversationId, { id, kind, written: row.written }), row);
      // The kind was selected by and the body was stored with it, which the compiler cannot know.
      return { id, conversationId, at, kind, body } as Extract<RecordDocument, { kind: typeof kind }>;
    },
  };
}

const RECORD = `
  record.id, conversation.id AS conversationId, at, written, record.body, record.sealed
  FROM record JOIN conversation ON conversation.pk = record.conversation`;

interface ConversationRow extends RowBody {
  readonly version: number;
  readonly erasedAt: number | null;
  readonly restoredAt: number | null;
}

function prepare(db: Database) {
  return {
    conversation: db.prepare<[string], ConversationRow>(`
      SELECT version, erased_at AS erasedAt, restored_at AS restoredAt, body, sealed FROM conversation WHERE id = ?`),
    transcript: db.prepare<[string, number, number], RowBody & { readonly last: number }>(`
      SELECT last, entries AS body, sealed FROM transcript
      WHERE conversation = (SELECT pk FROM conversation WHERE id = ?) AND last > ? ORDER BY last LIMIT ?`),
    recordsOfKind: db.prepare<[string, number], RecordRow>(
      `SELECT ${RECORD} WHERE kind = ? ORDER BY record.pk DESC LIMIT ?`,
    ),
    recordOfId: db.prepare<[string, string, string], RecordRow>(
      `SELECT ${RECORD} WHERE conversation.id = ? AND record.id = ? AND kind = ?`,
    ),
    recordsOfConversation: db.prepare<[string, string, number], RecordRow>(
      `SELECT ${RECORD} WHERE conversation.id = ? AND kind = ? ORDER BY record.pk DESC LIMIT ?`,
    ),
  };
}
