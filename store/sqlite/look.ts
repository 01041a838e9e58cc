import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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
  reading(path, (db) => {
    const schema = Number(db.pragma('user_version', { simple: true }));
    if (schema > SCHEMA_VERSION) throw new StoreFault('newerSchema', { detail: `schema ${schema}` });
  });
}

/** The same for the keys: refuses a file that they do not open. */
export async function lookForKeys(path: string, kms: Kms): Promise<void> {
  if (!isThere(path)) return;
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

function isThere(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** What was cut off has to be undone first, which only who may write can do: then a copy is looked at. */
function reading<T>(path: string, look: (db: Database.Database) => T): T {
  const aside = isThere(`${path}-journal`) ? copyAside(path) : undefined;
  const db = new Database(aside ?? path, { readonly: aside === undefined, timeout: 5_000 });
  const end = () => {
    db.close();
    if (aside !== undefined) rmSync(dirname(aside), { recursive: true });
  };
  try {
    const found = look(db);
    if (found instanceof Promise) return found.finally(end) as T;
    end();
    return found;
  } catch (cause) {
    end();
    throw toStoreFault(cause);
  }
}

/** The path of a copy, with what belongs to it, in a directory of its own. */
function copyAside(path: string): string {
  const directory = `${path}.look`;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { mode: 0o700 });
  const copy = join(directory, basename(path));
  for (const end of ['', '-journal', '-wal'])
    if (isThere(`${path}${end}`)) copyFileSync(`${path}${end}`, `${copy}${end}`);
  return copy;
}
