import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { createWithoutPatience } from './sqlitePatience';

/** Keeps the write-ahead log short without a turn ever waiting for it. */
export interface WalCheckpoint {
  /** To be called after each commit; cheap unless the log has grown. */
  committed(): void;
  stop(): Promise<void>;
}

const LOG_BYTES = 8 * 1024 * 1024;
/** Commits between two looks at the size of the log. */
const LOOK_EVERY = 64;

/** A thread of its own with a connection of its own: copying megabytes back takes tens of milliseconds. */
const THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const db = new (require(workerData.driver))(workerData.path, { fileMustExist: true, timeout: 5000 });
  db.pragma('synchronous = FULL');
  db.pragma('wal_autocheckpoint = 0');
  parentPort.on('message', (message) => {
    if (message === 'stop') return void (db.close(), parentPort.close());
    try { db.pragma('wal_checkpoint(PASSIVE)'); } catch {}
    parentPort.postMessage('done');
  });
`;

/** `isShared`: others write meanwhile. */
export function createWalCheckpoint(db: Database, isShared: boolean): WalCheckpoint {
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
    thread ??= startThread(db.name, finish, () => {
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

function startThread(path: string, onDone: () => void, onGone: () => void): Worker {
  const thread = new Worker(THREAD, { eval: true, workerData: { path, driver: require.resolve('better-sqlite3') } });
  thread.on('message', onDone);
  // A thread that died is replaced at the next look; until then the log only grows.
  thread.on('error', onGone);
  thread.on('exit', onGone);
  thread.unref();
  return thread;
}

function logSize(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
