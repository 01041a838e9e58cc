import { chmodSync, closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { toStoreFault } from '../storeFault';

/** A lock that the operating system holds for this process and drops when it dies, however it dies. */
export interface FileLock {
  release(): void;
}

/**
 * The file a lock is on, made when it is not there. Only then is it opened other than by SQLite: a process that closes
 * a file loses every lock it has on it, and another part of this process may hold one.
 */
export function openLockFile(path: string, patienceMs: number): Database.Database {
  try {
    closeSync(openSync(path, 'ax', 0o600));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  }
  chmodSync(path, 0o600);
  return new Database(path, { timeout: patienceMs });
}

/** Undefined when somebody else holds it. With patience the process stands still meanwhile. */
export function tryLock(path: string, patienceMs = 0): FileLock | undefined {
  const file = openLockFile(path, patienceMs);
  try {
    file.exec('BEGIN EXCLUSIVE');
    return { release: () => void file.close() };
  } catch (cause) {
    file.close();
    const fault = toStoreFault(cause);
    if (fault.code === 'busy') return undefined;
    throw fault;
  }
}
