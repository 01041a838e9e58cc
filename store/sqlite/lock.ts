import { createHash } from 'node:crypto';
import { statfsSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { StoreFault, toStoreFault } from '../storeFault';
import { type FileLock, openLockFile } from './lockFile';

/** statfs types of file systems on which advisory locks and write-ahead logs cannot be trusted. */
const NETWORK_FILE_SYSTEMS: ReadonlySet<number> = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x00c36400]);

/** Holds a directory until `release`. */
export type DirectoryLock = FileLock;

/**
 * Makes this process the only owner of a directory. The operating system holds the lock and drops it when the process
 * dies, however it dies, so there is no stale lock to judge and no process id to mistake for another's.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const lock = openOwnerFile(directory, 0);
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new StoreFault('owned', { cause, detail: directory });
  }
  return { release: () => void lock.close() };
}

/**
 * Holds a directory together with all who name the same group, against everybody else: a single owner, another group, a
 * restore, an older release. While one of the group is left, nobody else comes in.
 */
export function joinDirectory(directory: string, group: string): DirectoryLock {
  const lock = openOwnerFile(directory, JOIN_PATIENCE_MS);
  const mark = markOf(group);
  for (let attempt = 1; attempt <= JOIN_ATTEMPTS; attempt++) {
    if (isOurs(lock, mark)) return { release: () => void lock.close() };
    takeOver(lock, mark);
  }
  lock.close();
  throw new StoreFault('owned', { detail: directory });
}

/** Others of the group may be naming it at this very moment. */
const JOIN_PATIENCE_MS = 250;
const JOIN_ATTEMPTS = 4;

function openOwnerFile(directory: string, patienceMs: number): Database {
  if (NETWORK_FILE_SYSTEMS.has(statfsSync(directory).type)) throw new StoreFault('network', { detail: directory });
  return openLockFile(`${directory}/owner.lock`, patienceMs);
}

/** The number a group leaves in the file; never the 0 of a file that nobody wrote to. */
function markOf(group: string): number {
  return createHash('sha256').update(group).digest().readUInt32BE(0) % 0x7fffffff || 1;
}

/** The open read transaction is the lock: it is shared, and keeps away whoever wants the file alone. */
function isOurs(lock: Database, mark: number): boolean {
  return unlessBusy(lock, () => {
    lock.exec('BEGIN');
    return lock.pragma('user_version', { simple: true }) === mark;
  });
}

/** Possible only while nobody holds the directory. */
function takeOver(lock: Database, mark: number): void {
  unlessBusy(lock, () => {
    lock.exec('BEGIN EXCLUSIVE');
    lock.pragma(`user_version = ${mark}`);
    lock.exec('COMMIT');
    return false;
  });
}

/** Leaves a transaction open only where `step` says so. */
function unlessBusy(lock: Database, step: () => boolean): boolean {
  let keeps = false;
  try {
    keeps = step();
  } catch (cause) {
    const fault = toStoreFault(cause);
    if (fault.code !== 'busy') throw fault;
  } finally {
    if (!keeps && lock.inTransaction) lock.exec('ROLLBACK');
  }
  return keeps;
}
