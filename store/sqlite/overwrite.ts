import type { Database } from 'better-sqlite3';

/**
 * Zeros over what is moved or removed within pages that are written anyway. A table that grows would otherwise leave
 * copies of its first rows where they were, keys among them.
 */
export function overwriteInPassing(db: Database): void {
  db.pragma('secure_delete = FAST');
}

/**
 * Runs changes after which the old bytes are overwritten with zeros wherever they were, and not only unlinked. Not for
 * every change: what is sealed may stay until its place is used again, and overwriting it costs writes.
 */
export function erasing(db: Database, change: () => void): void {
  db.pragma('secure_delete = ON');
  try {
    change();
  } finally {
    overwriteInPassing(db);
  }
}
