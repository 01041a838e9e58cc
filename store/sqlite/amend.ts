import type { Database } from 'better-sqlite3';
import { amended } from '../amended';
import type { TranscriptEntry } from '../documents';
import type { KeptKey } from '../sealing/sealKeys';
import { placeOf, type RowBody } from '../sealing/sealPlaces';
import type { Commit } from '../store';
import { erasing } from './overwrite';
import type { SqliteSealing } from './sealing';

/** Writes over entries of earlier turns, inside the open transaction; zeros go over what stood there. */
export function createSqliteAmend(db: Database, sealing: SqliteSealing) {
  const sql = prepare(db);
  return (pk: number, { conversationId, amend = [] }: Commit, key: KeptKey | undefined): void => {
    if (amend.length === 0) return;
    erasing(db, () => {
      for (const entry of amend) {
        const row = sql.find.get(pk, entry.seq);
        if (row === undefined) continue;
        const place = placeOf.transcript(conversationId, row.last);
        const entries = sealing.read(key, place, row) as readonly TranscriptEntry[];
        const { body, sealed } = sealing.write(key, place, amended(entries, [entry]));
        sql.update.run(body, sealed, pk, row.last);
      }
    });
  };
}

function prepare(db: Database) {
  return {
    find: db.prepare<[number, number], RowBody & { readonly last: number }>(
      'SELECT last, entries AS body, sealed FROM transcript WHERE conversation = ? AND last >= ? ORDER BY last LIMIT 1',
    ),
    update: db.prepare<[string, RowBody['sealed'], number, number]>(
      'UPDATE transcript SET entries = ?, sealed = ? WHERE conversation = ? AND last = ?',
    ),
  };
}
