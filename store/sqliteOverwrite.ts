import type { Database } from 'better-sqlite3';

/**
 * Runs changes after which the old bytes are overwritten with zeros in the file, and not only unlinked. Not for every
 * change: what is sealed may stay until its place is used again, and overwriting costs writes.
 */
export function erasing(db: Database, change: () => void): void {
  db.pragma('secure_delete = ON');
  try {
    change();
  } finally {
    db.pragma('secure_delete = OFF');
  }
}
