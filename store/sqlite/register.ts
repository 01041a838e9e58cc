import type { Database } from 'better-sqlite3';
import { leaveOut } from '../leaveOut';
import { placeOf, type RowBody } from '../sealing/sealPlaces';
import type { Register, RegisterEntry } from '../store';
import type { StoreFault } from '../storeFault';
import { erasing } from './overwrite';
import type { SqliteSealing } from './sealing';

export interface RegisterParts {
  readonly db: Database;
  readonly sealing: Pick<SqliteSealing, 'writeOwn' | 'readOwn'>;
  /** Runs a query on the open file. */
  readonly read: <T>(query: () => T) => Promise<T>;
  /** Runs a change in a transaction. */
  readonly write: <T>(change: () => T) => Promise<T>;
  readonly clock: () => number;
  readonly onDamage: ((fault: StoreFault) => void) | undefined;
}

/** So few that no write is slower for those that are over. */
const MOST_SWEPT = 20;

/**
 * Small documents that belong to no conversation, sealed with the store's own key. When one is over is under the seal
 * too: the column beside it only finds those that can be taken out, which happens in passing.
 */
export function createSqliteRegister({ db, sealing, read, write, clock, onDamage }: RegisterParts): Register {
  const sql = prepare(db);
  const opened = ({ kind, id, version, ...row }: Row): RegisterEntry | undefined => {
    // What was written in this place is what belongs there.
    const kept = sealing.readOwn(placeOf.register(kind, { id, version }), row) as Pick<
      RegisterEntry,
      'body' | 'expiresAt'
    >;
    return (kept.expiresAt ?? Number.POSITIVE_INFINITY) <= clock() ? undefined : { kind, id, version, ...kept };
  };
  const find = (kind: string, id: string) => {
    const row = sql.find.get(kind, id);
    return row && opened(row);
  };
  /** One that was damaged is told of and left out: a list must not be lost with one of its lines. */
  const openedOrTold = (row: Row): readonly RegisterEntry[] => {
    try {
      const entry = opened(row);
      return entry === undefined ? [] : [entry];
    } catch (cause) {
      leaveOut(cause, onDamage);
      return [];
    }
  };
  const list = (kind: string, after: string, limit: number) => {
    const entries: RegisterEntry[] = [];
    for (let last = after; ; ) {
      const rows = sql.list.all(kind, last, limit);
      entries.push(...rows.flatMap(openedOrTold));
      const next = rows.at(-1)?.id;
      if (next === undefined || rows.length < limit || entries.length >= limit) return entries.slice(0, limit);
      last = next;
    }
  };

  return {
    read: (kind, id) => read(() => find(kind, id)),
    list: (kind, { after = '', limit }) => read(() => list(kind, after, limit)),
    write: ({ kind, id, body, expiresAt }, expectedVersion) =>
      write(() => {
        if ((find(kind, id)?.version ?? 0) !== expectedVersion) return 'conflict';
        const version = expectedVersion + 1;
        const kept = expiresAt === undefined ? { body } : { body, expiresAt };
        const row = sealing.writeOwn(placeOf.register(kind, { id, version }), kept);
        sql.put.run(kind, id, version, expiresAt ?? null, row.body, row.sealed);
        if (sql.isAnyOver.get(clock()) !== undefined) erasing(db, () => sql.sweep.run(clock()));
        return 'written';
      }),
    remove: (kind, id) => write(() => erasing(db, () => void sql.remove.run(kind, id))),
  };
}

interface Row extends RowBody {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
}

function prepare(db: Database) {
  const rows = 'SELECT kind, id, version, body, sealed FROM register WHERE kind = ?';
  return {
    find: db.prepare<[string, string], Row>(`${rows} AND id = ?`),
    list: db.prepare<[string, string, number], Row>(`${rows} AND id > ? ORDER BY id LIMIT ?`),
    put: db.prepare<[string, string, number, number | null, string, RowBody['sealed']]>(`
      INSERT INTO register (kind, id, version, expires_at, body, sealed) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, expires_at = excluded.expires_at,
        body = excluded.body, sealed = excluded.sealed`),
    remove: db.prepare<[string, string]>('DELETE FROM register WHERE kind = ? AND id = ?'),
    isAnyOver: db.prepare<[number], unknown>('SELECT 1 FROM register WHERE expires_at <= ? LIMIT 1'),
    sweep: db.prepare<[number]>(`
      DELETE FROM register WHERE pk IN
        (SELECT pk FROM register WHERE expires_at <= ? ORDER BY expires_at LIMIT ${MOST_SWEPT})`),
  };
}
