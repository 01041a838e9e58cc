import type { Database } from 'better-sqlite3';
import { assertConsistent } from '../consistency';
import { createPrivateDirectory } from '../durableFiles';
import type { Attention, Commit, CommitOutcome, Erasure, Publishing, Register, Store, Watching } from '../store';
import { StoreFault, toStoreFault } from '../storeFault';
import { createWriteHealth, type WriteHealth } from '../writeHealth';
import { createSqliteAttention } from './attention';
import { claimReadable } from './claim';
import { createApplyCommit } from './commit';
import { createSqliteDelivery } from './delivery';
import { createSqliteErase, emptyLog } from './erase';
import { openDatabaseFile } from './file';
import { createGroupCommit, type GroupCommit } from './groupCommit';
import { type Holding, holdDirectory, inTurn } from './holding';
import { createSqliteIdentity } from './identity';
import { hasKeyring } from './keyring';
import { createNeighbours, type Neighbours, takeBackAtOpening } from './neighbours';
import { deleteOlderFiles, deleteOverdueFiles } from './olderFile';
import { createWithoutPatience } from './patience';
import { createReading } from './reading';
import { createSqliteReads } from './reads';
import { createSqliteRegister } from './register';
import { IN_THE_CLEAR, type SqliteSealing } from './sealing';
import { createSqliteSettle } from './settle';
import { createWalCheckpoint, NO_LOG } from './walCheckpoint';
import { createSqliteWork } from './work';

export interface SqliteStoreOptions {
  /** Created if missing. One process owns it, or one group; the file, its log and the locks live here. */
  readonly directory: string;
  /** Several stores that name the same group share the directory; without one it is this store's alone. */
  readonly group?: string;
  readonly clock: () => number;
  /** Milliseconds a group of commits stays open for more; 0, the default, is until the end of the tick. */
  readonly groupWindow?: number;
  /** Told after each transaction how many commits and claims shared it. */
  readonly onGroup?: (members: number) => void;
  /**
   * Told of rows that were left out because they cannot be read, of work and of lists over all conversations; and that
   * the log is not copied back any more.
   */
  readonly onDamage?: (fault: StoreFault) => void;
}

/**
 * The store on one local SQLite file, in the clear; `openSealedStore` is the same with every body sealed. A resolved
 * commit is on disk: power may fail the moment after. Work whose claim was held by an owner or instance that is gone is
 * due at once and comes back as `orphaned`.
 */
export function openSqliteStore(options: SqliteStoreOptions): Omit<SqliteStore, 'inGroup'> {
  createPrivateDirectory(options.directory);
  const holding = holdDirectory(options.directory, options.group);
  try {
    return inTurn(options.directory, holding, () =>
      createSqliteStore(openClearFile(`${options.directory}/store.db`), options, holding),
    );
  } catch (cause) {
    holding.release();
    throw toStoreFault(cause);
  }
}

/** The store with what keeps it in order: writes of its own, in groups with all others. */
export interface SqliteStore extends Store, Erasure, Register, Attention, Publishing, Watching {
  inGroup<T>(change: () => T): Promise<T>;
}

function openClearFile(path: string): Database {
  const db = openDatabaseFile(path);
  if (!hasKeyring(db)) return db;
  db.close();
  throw new StoreFault('wrongKey', { detail: 'it was opened without one' });
}

/** The store over a database that `openDatabaseFile` prepared; the holding is released once, after the file was closed. */
export function createSqliteStore(
  db: Database,
  options: Omit<SqliteStoreOptions, 'directory' | 'group'>,
  holding: Holding,
  sealing: SqliteSealing = IN_THE_CLEAR,
): SqliteStore {
  const reads = createSqliteReads(db, sealing);
  const work = createSqliteWork(db, sealing, holding.instance);
  const identity = createSqliteIdentity(db, sealing);
  const delivery = createSqliteDelivery(db);
  const settle = createSqliteSettle(db);
  const applyCommit = createApplyCommit(db, settle, sealing);
  const erase = createSqliteErase(db);
  takeBackAtOpening(holding, work);
  const { group, health, checkpoint } = createWriter(db, options, holding.others !== undefined);
  const fetching = createInFlight();
  const tidying = db.memory ? undefined : tidyOlderFiles(db.name, options);
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
  const { others } = holding;
  const neighbours: Neighbours | undefined =
    others && createNeighbours({ db, others, work, write, forget: sealing.forget, onFault: health.failed });
  const reading = createReading({ read, reads, work, sealing, onDamage: options.onDamage });

  return {
    ...reading,
    ...createSqliteAttention({ db, read, load: reading.load, onDamage: options.onDamage }),
    ...createSqliteRegister({ db, sealing, read, write, clock: options.clock, onDamage: options.onDamage }),
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
      const kept = key === undefined ? outcome : sealing.adopted(conversationId, key, outcome);
      return neighbours === undefined ? kept : toldAs(neighbours, commit, kept);
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
    erase: async (conversationId, expectedVersion) => {
      const outcome = await write(() => erase({ conversationId, expectedVersion, now: options.clock() }));
      if (outcome === 'changed') return outcome;
      sealing.forget(conversationId);
      if (db.memory) return outcome;
      deleteOlderFiles(db.name);
      await emptyLog(db);
      return outcome;
    },
    watch: (listener) => neighbours?.watch(listener) ?? (() => {}),
    healthy: () => !closed && health.healthy() && sealing.healthy(),
    inGroup: write,
    close: async () => {
      if (closed) return;
      closed = true;
      await fetching.ended();
      await group.drain();
      await neighbours?.stop();
      clearInterval(tidying);
      health.stop();
      sealing.stop();
      await checkpoint.stop();
      closeFile(db);
      holding.release();
    },
  };
}

/** Others find this turn in the file by themselves; here it is no news. */
async function toldAs(neighbours: Neighbours, commit: Commit, outcome: Promise<CommitOutcome>): Promise<CommitOutcome> {
  const told = await outcome;
  if (told.status !== 'committed') return told;
  const said = (commit.transcript ?? []).slice(-1).map(({ seq }) => seq);
  neighbours.committed(commit.conversationId, [...said, ...(commit.records ?? []).map(({ id }) => id)]);
  return told;
}

const LOOK_AT_OLDER_MS = 60 * 60_000;

/** Also while the product runs for weeks. What cannot be deleted now is at the next look. */
function tidyOlderFiles(path: string, { clock, onDamage }: Pick<SqliteStoreOptions, 'clock' | 'onDamage'>) {
  const look = () => {
    try {
      deleteOverdueFiles(path, clock());
    } catch (cause) {
      onDamage?.(toStoreFault(cause));
    }
  };
  look();
  return setInterval(look, LOOK_AT_OLDER_MS).unref();
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

/** Long enough for another process that looks every few milliseconds, and too short for a customer to notice. */
const REST_MS = 1;

type WriterOptions = Pick<SqliteStoreOptions, 'groupWindow' | 'onGroup' | 'onDamage'>;

function createWriter(db: Database, options: WriterOptions, isShared: boolean) {
  const checkpoint = db.memory
    ? NO_LOG
    : createWalCheckpoint({ db, isShared, onFault: options.onDamage ?? (() => {}) });
  const health: WriteHealth = createWriteHealth(() => group.submit(createProbe(db)));
  const group: GroupCommit = createGroupCommit({
    transaction: createTransaction(db, isShared),
    windowMs: options.groupWindow ?? 0,
    restMs: isShared ? REST_MS : 0,
    onCommitted: (members) => {
      checkpoint.committed();
      options.onGroup?.(members);
    },
    onFault: health.failed,
  });
  return { checkpoint, health, group };
}

/** Where nobody else writes there is nobody to be waited for. */
function createTransaction(db: Database, isShared: boolean) {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const withoutPatience = isShared ? createWithoutPatience(db) : <T>(step: () => T) => step();
  return {
    begin: () => withoutPatience(() => begin.run()) !== undefined,
    commit: () => void commit.run(),
    isOpen: () => db.inTransaction,
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
    // Others of a group go on with the log; whoever closes last has it for itself.
    db.pragma('busy_timeout = 0');
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // A full or failing disk must not keep the process alive: the log stays and is read at the next open.
  }
  db.close();
}
