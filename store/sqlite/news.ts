import type { Database } from 'better-sqlite3';

/** Finds in the file itself what other instances did; nothing is sent between them. */
export interface SqliteNews {
  /** To be told of turns of this instance once they are durable: they are no news here. */
  ours(conversationId: string, left: readonly Trace[]): void;
  /** The conversations in which others did something since the last look. */
  look(): readonly string[];
}

/** What a turn leaves in one of the tables: the last entry of what was said, the id of a record. */
export type Trace = string | number;

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
 * New rows are the news: of what was said, and of what is kept besides, where a turn says nothing, as when somebody takes
 * a conversation over. A place in a table is given out again when its last rows were erased, so a place alone proves
 * nothing: what is remembered are the newest rows, and the newest that is still there is gone on from.
 */
export function createSqliteNews(db: Database): SqliteNews {
  const trails = [createTrail(db, SAID), createTrail(db, KEPT)];
  const own = new Set<string>();
  const dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();
  let version = dataVersion.get();

  return {
    ours(conversationId, left) {
      for (const trace of left) own.add(keyOf(conversationId, trace));
    },
    look: () => {
      const now = dataVersion.get();
      // It stays while nobody but this connection commits.
      if (now === version && own.size === 0) return [];
      version = now;
      const ofOthers = trails.flatMap((fresh) => fresh()).filter(({ id, trace }) => !own.has(keyOf(id, trace)));
      own.clear();
      return [...new Set(ofOthers.map(({ id }) => id))];
    },
  };
}

function keyOf(conversationId: string, trace: Trace): string {
  return `${trace} ${conversationId}`;
}

interface Row {
  readonly place: number;
  readonly conversation: number;
  readonly trace: Trace;
  readonly id: string;
}

/** A table whose rows have a place in the order in which they were written, and the column that tells one from another. */
interface Source {
  readonly table: string;
  readonly place: string;
  readonly trace: string;
}

const SAID: Source = { table: 'transcript', place: 'rowid', trace: 'last' };
const KEPT: Source = { table: 'record', place: 'pk', trace: 'id' };

/** The rows of one table that came since the last look. */
function createTrail(db: Database, { table, place, trace }: Source): () => readonly Row[] {
  const rows = `
    SELECT ${table}.${place} AS place, conversation, ${table}.${trace} AS trace, conversation.id
    FROM ${table} JOIN conversation ON conversation.pk = ${table}.conversation`;
  const newest = db.prepare<[number], Row>(`${rows} ORDER BY ${table}.${place} DESC LIMIT ?`);
  const after = db.prepare<[number], Row>(`${rows} WHERE ${table}.${place} > ? ORDER BY ${table}.${place}`);
  const isThere = db.prepare<[number, number, Trace], unknown>(
    `SELECT 1 FROM ${table} WHERE ${place} = ? AND conversation = ? AND ${trace} = ?`,
  );
  let seen = newest.all(REMEMBERED).reverse();
  return () => {
    const at = seen.findLastIndex((row) => isThere.get(row.place, row.conversation, row.trace));
    const anchor = seen[at];
    const isLost = anchor === undefined && seen.length > 0;
    const fresh = isLost ? newest.all(REMEMBERED).reverse() : after.all(anchor?.place ?? 0);
    seen = [...seen.slice(0, at + 1), ...fresh].slice(-REMEMBERED);
    return fresh;
  };
}
