import { chmodSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { syncPath } from '../durableFiles';
import { StoreFault } from '../storeFault';

/** So long a release can be taken back by the file that was kept. Then the copy goes: it has all that is erased later. */
export const KEPT_MS = 7 * 24 * 60 * 60_000;

/** Keeps the whole file beside it under its schema's number, unless it is there. In place before this returns. */
export function keepOlderFile(db: Database, path: string, schema: number): void {
  const kept = `${path}.schema-${schema}`;
  if (existsSync(kept)) return;
  const part = `${kept}.part`;
  rmSync(part, { force: true });
  db.prepare('VACUUM INTO ?').run(part);
  chmodSync(part, 0o600);
  syncPath(part);
  renameSync(part, kept);
  // Before the first step of the migration is on disk, or a power loss could leave neither release its file.
  syncPath(dirname(path));
}

/** Takes away, for good, every copy that was kept; also one that was not finished. */
export function deleteOlderFiles(path: string): void {
  deleteAll(path, olderFiles(path));
}

/** The same with those whose time is over. */
export function deleteOverdueFiles(path: string, now: number): void {
  const isOverdue = (file: string) => now - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now) >= KEPT_MS;
  deleteAll(path, olderFiles(path).filter(isOverdue));
}

function olderFiles(path: string): readonly string[] {
  const isCopy = (name: string) => name.startsWith(`${basename(path)}.schema-`);
  return readdirSync(dirname(path))
    .filter(isCopy)
    .map((name) => join(dirname(path), name));
}

function deleteAll(path: string, files: readonly string[]): void {
  if (files.length === 0) return;
  try {
    for (const file of files) rmSync(file, { force: true });
    // Until then a power loss brings them back.
    syncPath(dirname(path));
  } catch (cause) {
    throw new StoreFault('readOnly', { cause, detail: `${files.join(', ')} cannot be deleted` });
  }
}
