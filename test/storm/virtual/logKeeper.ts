import { join } from 'node:path';
import Database from 'better-sqlite3';

/**
 * Copies the write-ahead log back now and then, before the store would have a thread of its own do it: what a thread does
 * takes its own time, and a simulation has none.
 */
export function keepLogShort(directory: string): { committed(): void; end(): void } {
  const db = new Database(join(directory, 'store.db'));
  let groups = 0;
  return {
    committed() {
      groups += 1;
      if (groups % EVERY === 0) db.pragma('wal_checkpoint(PASSIVE)');
    },
    end: () => void db.close(),
  };
}

const EVERY = 25;
