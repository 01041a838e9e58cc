import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { createPrivateDirectory, syncPath } from '../durableFiles';
import { StoreFault } from '../storeFault';
import { type Backup, type BackupManifest, backUpSqlite, checkDatabase, verifyBackup } from './backup';
import { openDatabaseFile, syncFully } from './file';
import { lockDirectory } from './lock';
import { SCHEMA_VERSION } from './schema';

export interface RestoreRequest {
  readonly manifestPath: string;
  /** Without a store. */
  readonly directory: string;
  /** Does to the store, before it is in place, what must be true when it first opens. Given its directory. */
  readonly prepare: (staging: string) => Promise<void>;
}

export interface Restored {
  readonly manifest: BackupManifest;
  /** Submissions whose outcome nobody knows any more. */
  readonly uncertain: number;
}

/**
 * Puts a verified backup in place of a lost store, such that nothing the bank may have had is sent again: what happened
 * after the backup is not in it. Until the last step, a rename, there is no store; cut off, it is simply run again.
 */
export async function restoreSqlite({ manifestPath, directory, prepare }: RestoreRequest): Promise<Restored> {
  const { manifest } = await verifyBackup(manifestPath);
  createPrivateDirectory(directory);
  const lock = lockDirectory(directory);
  try {
    assertEmpty(directory);
    const staging = join(directory, STAGING);
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(staging, { mode: 0o700 });
    const path = join(staging, 'store.db');
    copyFileSync(join(dirname(manifestPath), manifest.file), path);
    chmodSync(path, 0o600);
    checkDatabase(path);
    const uncertain = markRestored(path, manifest.takenAt);
    await prepare(staging);
    // What the last steps wrote may still be in a log beside it, which stays behind when the file is moved.
    checkDatabase(path);
    syncPath(path);
    renameSync(path, join(directory, 'store.db'));
    syncPath(directory);
    rmSync(staging, { recursive: true, force: true });
    return { manifest, uncertain };
  } finally {
    lock.release();
  }
}

const STAGING = 'restoring';
/** What may lie in a data directory that has no store. */
const OTHERS =
  /^(secrets\.json|store\.db\.made|owner\.lock(-journal)?|backups|instances|restoring|sandbox-(bank|twilio)\.jsonl)$/;

function assertEmpty(directory: string): void {
  const there = readdirSync(directory).filter((name) => !OTHERS.test(name));
  if (there.length > 0) throw new StoreFault('notEmpty', { detail: `${directory} has ${there.join(', ')}` });
}

/**
 * Every open submission comes back as a claim that never reported, which is never resent; and every run that was under
 * way is marked, because it may have been confirmed and submitted after the backup.
 */
function markRestored(path: string, takenAt: number): number {
  const db = openDatabaseFile(path);
  try {
    return db.transaction(() => {
      const { changes } = db
        .prepare(
          `UPDATE work SET status = 'claimed', ready_at = 0 WHERE kind = 'callout' AND status IN ('pending', 'claimed')`,
        )
        .run();
      db.prepare(`UPDATE work SET ready_at = 0 WHERE ready_at IS NOT NULL AND status = 'claimed'`).run();
      // A session that was ended since, or somebody's last sign of life: what is only for a while is not brought back.
      db.prepare('DELETE FROM register WHERE expires_at IS NOT NULL').run();
      // The documents are sealed; the mark lies beside them until they are next written.
      db.prepare('UPDATE conversation SET restored_at = ?').run(takenAt);
      return changes;
    })();
  } finally {
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  }
}

export interface MigrateRequest {
  readonly directory: string;
  readonly backUpInto: string;
  readonly clock: () => number;
}

export interface Migrated {
  readonly from: number;
  readonly to: number;
  /** Made before anything was changed; undefined when there was nothing to do. */
  readonly backup?: Backup;
}

/** Brings a stopped store to today's schema, after a backup. Refuses one of a newer release, and one in use. */
export async function migrateSqlite({ directory, backUpInto, clock }: MigrateRequest): Promise<Migrated> {
  const path = join(directory, 'store.db');
  if (!existsSync(path)) throw new StoreFault('absent', { detail: directory });
  const lock = lockDirectory(directory);
  try {
    const from = versionOf(path);
    if (from > SCHEMA_VERSION) throw new StoreFault('newerSchema', { detail: `schema ${from}` });
    if (from === SCHEMA_VERSION) return { from, to: from };
    const backup = await backUpSqlite({ directory, into: backUpInto, clock });
    openDatabaseFile(path).close();
    return { from, to: checkDatabase(path).schema, backup };
  } finally {
    lock.release();
  }
}

function versionOf(path: string): number {
  const db = new Database(path, { fileMustExist: true });
  try {
    syncFully(db);
    return Number(db.pragma('user_version', { simple: true }));
  } finally {
    db.close();
  }
}
