import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { syncPath } from '../durableFiles';
import type { Kms } from '../sealing/kms';
import { StoreFault, toStoreFault } from '../storeFault';
import { readStoreKey } from './keyring';
import { SCHEMA_VERSION } from './schema';

/**
 * Looks at a file before anything may write to it, so that one that is refused stays as it was found: closing a
 * connection that could write copies the log back. Refuses what is no database, a newer release's, and nothing where
 * there was a store.
 */
export function lookBefore(path: string): void {
  if (!isThere(path)) {
    const was = existsSync(markOf(path)) || isThere(`${path}-wal`);
    if (was) throw new StoreFault('corrupt', { detail: `${path} is empty, and was not` });
    return;
  }
  if (mustRollBack(path)) return;
  reading(path, (db) => {
    const schema = Number(db.pragma('user_version', { simple: true }));
    if (schema > SCHEMA_VERSION) throw new StoreFault('newerSchema', { detail: `schema ${schema}` });
  });
}

/** The same for the keys: refuses a file that they do not open. */
export async function lookForKeys(path: string, kms: Kms): Promise<void> {
  if (!isThere(path) || mustRollBack(path)) return;
  await reading(path, async (db) => {
    if (db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'keyring'`).get() !== undefined)
      await readStoreKey(db, kms);
  });
}

/** From now on an empty file is one that was lost. The file's own name must be on disk already. */
export function markMade(path: string): void {
  if (existsSync(markOf(path))) return;
  closeSync(openSync(markOf(path), 'a', 0o600));
  syncPath(dirname(path));
}

function markOf(path: string): string {
  return `${path}.made`;
}

/** Its first moments were cut off: only who may write can read it again. */
function mustRollBack(path: string): boolean {
  return existsSync(`${path}-journal`);
}

function isThere(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function reading<T>(path: string, look: (db: Database.Database) => T): T {
  const db = new Database(path, { readonly: true, timeout: 5_000 });
  const close = () => void db.close();
  try {
    const found = look(db);
    if (found instanceof Promise) return found.finally(close) as T;
    close();
    return found;
  } catch (cause) {
    close();
    throw toStoreFault(cause);
  }
}
