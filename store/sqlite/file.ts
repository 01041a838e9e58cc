import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { syncPath } from '../durableFiles';
import { StoreFault, toStoreFault } from '../storeFault';
import { lookBefore, markMade } from './look';
import { keepOlderFile } from './olderFile';
import { overwriteInPassing } from './overwrite';
import { migrate, SCHEMA_VERSION } from './schema';

const BUSY_TIMEOUT_MS = 5000;
const FULL = 2;

/** Opens the file with every setting durability rests on, read back, and the schema of today. */
export function openDatabaseFile(path: string): Database.Database {
  lookBefore(path);
  // Only when it is not there: a process that closes a file loses the locks that others of its parts have on it.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    configure(db);
    keepOlderSchema(db, path);
    migrate(db);
    syncPath(dirname(path));
    markMade(path);
    return db;
  } catch (cause) {
    db.close();
    throw toStoreFault(cause);
  }
}

/** Before the first step of a migration the whole file is kept beside it: a release can be taken back. */
function keepOlderSchema(db: Database.Database, path: string): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > 0 && version < SCHEMA_VERSION) keepOlderFile(db, path, version);
}

function configure(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  syncFully(db);
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
  overwriteInPassing(db);
  // Checkpoints run beside the turns (walCheckpoint.ts), never inside a commit.
  db.pragma('wal_autocheckpoint = 0');
  const journal = db.pragma('journal_mode', { simple: true });
  if (journal !== 'wal') throw new StoreFault('notDurable', { detail: `journal_mode=${journal}` });
}

/**
 * Set on every open because it is not kept in the file: a reopened write-ahead log would run at NORMAL, and acknowledged
 * commits would not survive a power loss. Read back, because SQLite takes what it does not know without a word.
 */
export function syncFully(db: Database.Database): void {
  db.pragma('synchronous = FULL');
  const synchronous = db.pragma('synchronous', { simple: true });
  if (synchronous !== FULL) throw new StoreFault('notDurable', { detail: `synchronous=${synchronous}` });
}
