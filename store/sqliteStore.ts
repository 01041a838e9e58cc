import type { Database } from 'better-sqlite3';
import { createGroupCommit, type GroupCommit } from './groupCommit';
import { assertConsistent, createApplyCommit } from './sqliteCommit';
import { createSqliteDelivery } from './sqliteDelivery';
import { createPrivateDirectory, openDatabaseFile } from './sqliteFile';
import { createSqliteIdentity } from './sqliteIdentity';
import { lockDirectory } from './sqliteLock';
import { createSqliteReads } from './sqliteReads';
import { createSqliteSettle } from './sqliteSettle';
import { createSqliteWork } from './sqliteWork';
import type { Store } from './store';
import { StoreFault, toStoreFault } from './storeFault';
import { createWalCheckpoint } from './walCheckpoint';
import { createWriteHealth, type WriteHealth } from './writeHealth';

export interface SqliteStoreOptions {
  /** Created if missing. One process owns it; the file, its log and its lock live here. */
  readonly directory: string;
  readonly clock: () => number;
  /** Milliseconds a group of commits stays open for more; 0, the default, is until the end of the tick. */
  readonly groupWindow?: number;
  /** Told after each transaction how many commits and claims shared it. */
  readonly onGroup?: (members: number) => void;
}

/**
 * The store on one local SQLite file. A resolved commit is on disk: power may fail the moment after. Work that was
 * claimed when the last owner ended is due at once and comes back as `orphaned`.
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  createPrivateDirectory(options.directory);
  const lock = lockDirectory(options.directory);
  try {
    return createSqliteStore(openDatabaseFile(`${options.directory}/store.db`), options, lock.release);
  } catch (cause) {
    lock.release();
    throw toStoreFault(cause);
  }
}

/** The store over a database that `openDatabaseFile` prepared; `release` is called once, after the file was closed. */
export function createSqliteStore(
  db: Database,
  options: Omit<SqliteStoreOptions, 'directory'>,
  release: () => void,
): Store {
  const reads = createSqliteReads(db);
  const work = createSqliteWork(db);
  const identity = createSqliteIdentity(db);
  const delivery = createSqliteDelivery(db);
  const settle = createSqliteSettle(db);
  const applyCommit = createApplyCommit(db, settle);
  work.expireClaims();
  const { group, health, checkpoint } = createWriter(db, options);
  let closed = false;
  const read = async <T>(query: () => T): Promise<T> => {
    if (closed) throw new StoreFault('closed');
    try {
      return query();
    } catch (cause) {
      throw health.failed(toStoreFault(cause));
    }
  };
  const write = async <T>(change: () => T): Promise<T> => {
    if (closed) throw new StoreFault('closed');
    health.assertWritable();
    return group.submit(change);
  };

  return {
    load: (conversationId) => read(() => reads.conversation(conversationId)),
    transcript: (conversationId, afterSeq, limit) => read(() => reads.transcript(conversationId, afterSeq, limit)),
    records: (kind, filter) => read(() => reads.records(kind, filter)),
    work: (conversationId) => read(() => work.ofConversation(conversationId)),
    nextDueAt: (kinds) => read(() => work.nextDueAt(kinds)),
    commit: async (commit) => {
      assertConsistent(commit);
      return write(() => applyCommit(commit, options.clock()));
    },
    claim: async (request) => {
      const dueAt = await read(() => work.nextDueAt(request.kinds));
      if (dueAt === undefined || dueAt > request.now) return [];
      return write(() => work.claim(request));
    },
    settle: (settlement) => write(() => settle.alone(settlement)),
    identify: async (names) => (await read(() => identity.known(names))) ?? write(() => identity.bind(names)),
    deliver: async (report) => (await read(() => delivery.isNews(report))) && write(() => delivery.note(report)),
    deliveries: (conversationId) => read(() => delivery.ofConversation(conversationId)),
    healthy: () => !closed && health.healthy(),
    close: async () => {
      if (closed) return;
      closed = true;
      group.drain();
      health.stop();
      await checkpoint.stop();
      closeFile(db);
      release();
    },
  };
}

function createWriter(db: Database, options: Omit<SqliteStoreOptions, 'directory'>) {
  const checkpoint = createWalCheckpoint(db);
  const health: WriteHealth = createWriteHealth(() => group.submit(createProbe(db)));
  const group: GroupCommit = createGroupCommit({
    transaction: createTransaction(db),
    windowMs: options.groupWindow ?? 0,
    onCommitted: (members) => {
      checkpoint.committed();
      options.onGroup?.(members);
    },
    onFault: health.failed,
  });
  return { checkpoint, health, group };
}

function createTransaction(db: Database) {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  return {
    begin: () => void begin.run(),
    commit: () => void commit.run(),
    rollback: () => {
      try {
        if (db.inTransaction) rollback.run();
      } catch {
        // The failure that led here is the one to report; SQLite drops what was never committed.
      }
    },
  };
}

/** Takes more room than an ordinary commit, so that a disk with space for only a few bytes does not pass. */
function createProbe(db: Database): () => void {
  const fill = db.prepare('INSERT INTO probe VALUES (zeroblob(65536))');
  const empty = db.prepare('DELETE FROM probe');
  return () => {
    fill.run();
    empty.run();
  };
}

/** The last connection copies the whole log back, so that a closed store is one file. */
function closeFile(db: Database): void {
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // A full or failing disk must not keep the process alive: the log stays and is read at the next open.
  }
  db.close();
}
