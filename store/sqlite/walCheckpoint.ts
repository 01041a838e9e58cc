import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { StoreFault } from '../storeFault';
import { createWithoutPatience } from './patience';

/** Keeps the write-ahead log short without a turn ever waiting for it. */
export interface WalCheckpoint {
  /** To be called after each commit; cheap unless the log has grown. */
  committed(): void;
  stop(): Promise<void>;
}

/** Of a database that is in no file. */
export const NO_LOG: WalCheckpoint = { committed: () => {}, stop: async () => {} };

const LOG_BYTES = 8 * 1024 * 1024;
/** Commits between two looks at the size of the log. */
const LOOK_EVERY = 64;

const FULL = 2;

/** A thread of its own with a connection of its own: copying megabytes back takes tens of milliseconds. */
const THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const db = new (require(workerData.driver))(workerData.path, { fileMustExist: true, timeout: 5000 });
  db.pragma('synchronous = FULL');
  db.pragma('wal_autocheckpoint = 0');
  const synchronous = db.pragma('synchronous', { simple: true });
  if (synchronous !== ${FULL}) {
    db.close();
    parentPort.postMessage({ synchronous });
  } else parentPort.on('message', (message) => {
    if (message === 'stop') return void (db.close(), parentPort.close());
    try { db.pragma('wal_checkpoint(PASSIVE)'); } catch {}
    parentPort.postMessage('done');
  });
`;

export interface WalCheckpointParts {
  readonly db: Database;
  /** Others write meanwhile. */
  readonly isShared: boolean;
  /** Told when the thread ended because it could not wait for the disk; the log then stays and grows. */
  readonly onFault: (fault: StoreFault) => void;
  /** The module that opens the thread's connection. */
  readonly driver?: string;
}

export function createWalCheckpoint(parts: WalCheckpointParts): WalCheckpoint {
  const { db, isShared } = parts;
  let thread: Worker | undefined;
  let running = false;
  let commits = 0;

  const withoutPatience = createWithoutPatience(db);
  // The thread copied all but the last few frames; copying these here lets the next commit start the log afresh. Others
  // would add to it just then, so they are kept from writing for that moment, or it is tried again at the next look.
  const last = isShared ? 'wal_checkpoint(RESTART)' : 'wal_checkpoint(PASSIVE)';
  const finish = () => {
    running = false;
    try {
      if (db.open) withoutPatience(() => db.pragma(last));
    } catch {
      // The log stays as it is and the next commit meets the same disk, with someone to tell.
    }
  };
  const start = () => {
    running = true;
    thread ??= startThread(parts, finish, () => {
      running = false;
      thread = undefined;
    });
    thread.postMessage('checkpoint');
  };

  return {
    committed: () => {
      commits += 1;
      if (commits % LOOK_EVERY === 0 && !running && logSize(db.name) > LOG_BYTES) start();
    },
    stop: () =>
      new Promise((resolve) => {
        if (thread === undefined) return resolve();
        thread.once('exit', () => resolve());
        thread.ref();
        thread.postMessage('stop');
      }),
  };
}

function startThread({ db, onFault, driver }: WalCheckpointParts, onDone: () => void, onGone: () => void): Worker {
  const workerData = { path: db.name, driver: driver ?? require.resolve('better-sqlite3') };
  const thread = new Worker(THREAD, { eval: true, workerData });
  thread.on('message', (message: 'done' | { readonly synchronous: unknown }) => {
    if (message === 'done') return onDone();
    const detail = `synchronous=${message.synchronous} in the thread that copies the log back`;
    onFault(new StoreFault('notDurable', { detail }));
  });
  // A thread that died is replaced at the next look; until then the log only grows.
  thread.on('error', onGone);
  thread.on('exit', onGone);
  thread.unref();
  return thread;
}

function logSize(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
