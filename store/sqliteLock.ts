import { chmodSync, closeSync, openSync, statfsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreFault } from './storeFault';

/** statfs types of file systems on which advisory locks and write-ahead logs cannot be trusted. */
const NETWORK_FILE_SYSTEMS: ReadonlySet<number> = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x00c36400]);

/** Holds a directory for this process until `release`. */
export interface DirectoryLock {
  release(): void;
}

/**
 * Makes this process the only owner of a directory. The operating system holds the lock and drops it when the process
 * dies, however it dies, so there is no stale lock to judge and no process id to mistake for another's.
 */
export function lockDirectory(directory: string): DirectoryLock {
  if (NETWORK_FILE_SYSTEMS.has(statfsSync(directory).type)) throw new StoreFault('network', { detail: directory });
  const path = `${directory}/owner.lock`;
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const lock = new Database(path, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new StoreFault('owned', { cause, detail: directory });
  }
  return { release: () => lock.close() };
}
