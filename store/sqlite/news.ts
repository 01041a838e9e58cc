import type { Database } from 'better-sqlite3';

/** Finds in the file itself what other instances did; nothing is sent between them. */
export interface SqliteNews {
  /** To be told of turns of this instance once they are durable: they are no news here. */
  ours(conversationId: string, lastSeq: number): void;
  /** The conversations in which others said something since the last look. */
  look(): readonly string[];
}

/** Finds the conversations that anybody erased since the last look. */
export function createErasureNews(db: Database): () => readonly string[] {
  const after = db.prepare<[number], { pk: number; id: string }>(`
    SELECT erasure.pk, conversation.id FROM erasure JOIN conversation ON conversation.pk = erasure.conversation
    WHERE erasure.pk > ? ORDER BY erasure.pk`);
  let seen = db.prepare<[], number>('SELECT coalesce(max(pk), 0) FROM erasure').pluck().get() ?? 0;
  return () => {
    const rows = after.all(seen);
    seen = rows.at(-1)?.pk ?? seen;
    return rows.map(({ id }) => id);
  };
}

/** More than one conversation has at the end of the table, so that its erasure leaves a row to go on from. */
const REMEMBERED = 256;

/**
 * New rows of the transcript are the news. A place in that table is given out again when its last rows were erased, so
 * a place alone proves nothing: what is remembered are the newest rows, and the newest that is still there is gone on from.
 */
export function createSqliteNews(db: Database): SqliteNews {
  const sql = prepare(db);
  const own = new Set<string>();
  let version = sql.version.get();
  let seen = sql.newest.all(REMEMBERED).reverse();

  const fresh = (): readonly Row[] => {
    const at = seen.findLastIndex(({ place, conversation, last }) => sql.isThere.get(place, conversation, last));
    const anchor = seen[at];
    const rows = anchor === undefined && seen.length > 0 ? sql.newest.all(REMEMBERED).reverse() : after(anchor);
    seen = [...seen.slice(0, at + 1), ...rows].slice(-REMEMBERED);
    return rows;
  };
  const after = (anchor: Row | undefined) => sql.after.all(anchor?.place ?? 0);

  return {
    ours: (conversationId, lastSeq) => void own.add(keyOf(conversationId, lastSeq)),
    look: () => {
      const now = sql.version.get();
      // It stays while nobody but this connection commits.
      if (now === version && own.size === 0) return [];
      version = now;
      const ofOthers = fresh().filter(({ id, last }) => !own.has(keyOf(id, last)));
      own.clear();
      return [...new Set(ofOthers.map(({ id }) => id))];
    },
  };
}

function keyOf(conversationId: string, lastSeq: number): string {
  return `${lastSeq} ${conversationId}`;
}

interface Row {
  readonly place: number;
  readonly conversation: number;
  readonly last: number;
  readonly id: string;
}

function prepare(db: Database) {
  const rows = `
    SELECT transcript.rowid AS place, conversation, last, conversation.id
    FROM transcript JOIN conversation ON conversation.pk = transcript.conversation`;
  return {
    version: db.prepare<[], number>('PRAGMA data_version').pluck(),
    newest: db.prepare<[number], Row>(`${rows} ORDER BY transcript.rowid DESC LIMIT ?`),
    after: db.prepare<[number], Row>(`${rows} WHERE transcript.rowid > ? ORDER BY transcript.rowid`),
    isThere: db.prepare<[number, number, number], unknown>(
      'SELECT 1 FROM transcript WHERE rowid = ? AND conversation = ? AND last = ?',
    ),
  };
}
