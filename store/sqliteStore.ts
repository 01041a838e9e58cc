import type { Database } from 'better-sqlite3';
import { createPrivateDirectory } from './durableFiles';
import { createGroupCommit, type GroupCommit } from './groupCommit';
import { claimReadable } from './sqliteClaim';
import { assertConsistent, createApplyCommit } from './sqliteCommit';
import { createSqliteDelivery } from './sqliteDelivery';
import { createSqliteErase, emptyLog } from './sqliteErase';
import { openDatabaseFile } from './sqliteFile';
import { createSqliteIdentity } from './sqliteIdentity';
import { hasKeyring } from './sqliteKeyring';
import { lockDirectory } from './sqliteLock';
import { createReading } from './sqliteReading';
import { createSqliteReads } from './sqliteReads';
import { IN_THE_CLEAR, type SqliteSealing } from './sqliteSealing';
import { createSqliteSettle } from './sqliteSettle';
import { createSqliteWork } from './sqliteWork';
import type { Erasure, Store } from './store';
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
  /** Told of rows that were left out because they cannot be read: of work, and of lists over all conversations. */
  readonly onDamage?: (fault: StoreFault) => void;
}

/**
 * The store on one local SQLite file, in the clear; `openSealedStore` is the same with every body sealed. A resolved commit is on disk: power may fail the moment after. Work that was
 * claimed when the last owner ended is due at once and comes back as `orphaned`.
 */
export function openSqliteStore(options: SqliteStoreOptions): Store & Erasure {
  createPrivateDirectory(options.directory);
  const lock = lockDirectory(options.directory);
  try {
    return createSqliteStore(openClearFile(`${options.directory}/store.db`), options, lock.release);
  } catch (cause) {
    lock.release();
    throw toStoreFault(cause);
  }
}

/** The store with what keeps it in order: writes of its own, in groups with all others. */
export interface SqliteStore extends Store, Erasure {
  write<T>(change: () => T): Promise<T>;
}

function openClearFile(path: string): Database {
  const db = openDatabaseFile(path);
  if (!hasKeyring(db)) return db;
  db.close();
  throw new StoreFault('wrongKey', { detail: 'it was opened without one' });
}

/** The store over a database that `openDatabaseFile` prepared; `release` is called once, after the file was closed. */
export function createSqliteStore(
  db: Database,
  options: Omit<SqliteStoreOptions, 'directory'>,
  release: () => void,
  sealing: SqliteSealing = IN_THE_CLEAR,
): SqliteStore {
  const reads = createSqliteReads(db, sealing);
  const work = createSqliteWork(db, sealing);
  const identity = createSqliteIdentity(db);
  const delivery = createSqliteDelivery(db);
  const settle = createSqliteSettle(db);
  const applyCommit = createApplyCommit(db, settle, sealing);
  const erase = createSqliteErase(db);
  work.expireClaims();
  const { group, health, checkpoint } = createWriter(db, options);
  const fetching = createInFlight();
  let closed = false;
  const assertOpen = () => {
    if (closed) throw new StoreFault('closed');
  };
  const read = async <T>(query: () => T): Promise<T> => {
    assertOpen();
    try {
      return query();
    } catch (cause) {
      throw health.failed(toStoreFault(cause));
    }
  };
  const write = async <T>(change: () => T): Promise<T> => {
    assertOpen();
    health.assertWritable();
    return group.submit(change);
  };
  const reading = createReading({ read, reads, work, sealing, onDamage: options.onDamage });

  return {
    ...reading,
    nextDueAt: (kinds) => read(() => work.nextDueAt(kinds)),
    commit: async (commit) => {
      assertConsistent(commit);
      assertOpen();
      health.assertWritable();
      const { conversationId } = commit;
      const known = sealing.known(conversationId);
      const mustFetch = sealing.isSealing && known === undefined;
      const key = mustFetch ? await fetching.track(sealing.keyToWrite(conversationId)) : known;
      const outcome = group.submit(() => applyCommit(commit, options.clock(), key));
      return key === undefined ? outcome : sealing.adopted(conversationId, key, outcome);
    },
    claim: async (request) => {
      const dueAt = await read(() => work.nextDueAt(request.kinds));
      if (dueAt === undefined || dueAt > request.now) return [];
      return claimReadable(request.limit, {
        claim: (limit, keys) => write(() => work.claim({ ...request, limit }, keys)),
        keyOf: sealing.keyToRead,
        onDamage: options.onDamage,
      });
    },
    settle: (settlement) => write(() => settle.alone(settlement)),
    identify: async (names) => (await read(() => identity.known(names))) ?? write(() => identity.bind(names)),
    deliver: async (report) => (await read(() => delivery.isNews(report))) && write(() => delivery.note(report)),
    deliveries: (conversationId) => read(() => delivery.ofConversation(conversationId)),
    erase: async (conversationId) => {
      await write(() => erase(conversationId, options.clock()));
      sealing.forget(conversationId);
      emptyLog(db);
    },
    healthy: () => !closed && health.healthy() && sealing.healthy(),
    write,
    close: async () => {
      if (closed) return;
      closed = true;
      await fetching.ended();
      group.drain();
      health.stop();
      sealing.stop();
      await checkpoint.stop();
      closeFile(db);
      release();
    },
  };
}

/** What was begun and must end before the file is closed. */
function createInFlight() {
  const running = new Set<Promise<unknown>>();
  return {
    track: <T>(work: Promise<T>): Promise<T> => {
      running.add(work);
      const forget = () => void running.delete(work);
      work.then(forget, forget);
      return work;
    },
    ended: () => Promise.allSettled(running),
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
