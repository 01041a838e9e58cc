import type { Database } from 'better-sqlite3';
import { isSameHolder, isSameRun } from '../holder';
import type { Commit, Holder } from '../store';

/** Who holds which name. Both run inside the commit's own transaction, so a name is held exactly if its turn is kept. */
export interface SqliteReservation {
  /** Somebody else who holds one of the names and is not known to be done with it. */
  rivalOf(commit: Commit): Holder | undefined;
  reserve(commit: Commit): void;
}

export function createSqliteReservation(db: Database): SqliteReservation {
  const sql = prepare(db);
  return {
    rivalOf({ conversationId, reserve }) {
      if (reserve === undefined) return undefined;
      const isRival = (holder: Holder) =>
        !isSameRun(holder, { conversationId, run: reserve.run }) &&
        !reserve.inPlaceOf.some((gone) => isSameHolder(gone, holder));
      const holders = reserve.names.flatMap((name) => sql.find.get(name) ?? []);
      return holders.find(isRival);
    },
    reserve({ conversationId, reserve }) {
      for (const name of reserve?.names ?? []) sql.put.run(name, conversationId, reserve?.run ?? 0, reserve?.at ?? 0);
    },
  };
}

function prepare(db: Database) {
  return {
    find: db.prepare<[string], Holder>(
      'SELECT conversation AS conversationId, run, at FROM reservation WHERE name = ?',
    ),
    put: db.prepare<[string, string, number, number]>(`
      INSERT INTO reservation (name, conversation, run, at) VALUES (?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET conversation = excluded.conversation, run = excluded.run, at = excluded.at`),
  };
}
