import { readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { backUpSqlite } from '../store/sqlite/backup';
import type { Log } from './telemetry';

/** Backups that the server takes by itself. */
export interface Backups {
  start(): void;
  /** One that is being taken is finished first. */
  stop(): Promise<void>;
}

export interface BackupsParts {
  readonly directory: string;
  readonly into: string;
  readonly everyMs: number;
  /** How many are left; older ones are removed once a newer one is whole. */
  readonly kept: number;
  readonly clock: () => number;
  readonly log: Pick<Log, 'info' | 'error'>;
}

const MANIFEST = /^store-[\dTZ-]+\.db\.json$/;
/** How often it is looked whether one is due: what counts is the age of the newest, also over restarts. */
const LOOKS_EACH = 10;

/**
 * As often as asked, counted from the newest that is there, whoever took it. One that does not succeed is told of and
 * tried again at the next look; the disk is never filled with one.
 */
export function createBackups(parts: BackupsParts): Backups {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  const look = () => {
    running ??= takeWhenDue(parts).finally(() => {
      running = undefined;
    });
  };
  return {
    start() {
      look();
      timer = setInterval(look, parts.everyMs / LOOKS_EACH);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

async function takeWhenDue(parts: BackupsParts): Promise<void> {
  const { directory, into, everyMs, kept, clock, log } = parts;
  try {
    const newest = manifestsIn(into).at(-1);
    // One from the future is no reason to wait for it: a clock was wrong.
    const ageMs = newest === undefined ? everyMs : Math.abs(clock() - statSync(join(into, newest)).mtimeMs);
    if (ageMs < everyMs) return;
    if (!hasRoom(directory, into)) {
      log.error({ event: 'backup.noRoom' });
      return;
    }
    const { manifest } = await backUpSqlite({ directory, into, clock });
    log.info({ event: 'backup.taken', file: manifest.file, bytes: manifest.bytes });
    for (const old of manifestsIn(into).slice(0, -kept)) remove(into, old);
  } catch (cause) {
    log.error({ event: 'backup.failed', cause: String(cause) });
  }
}

/** Oldest first: their names begin with the time. */
function manifestsIn(into: string): readonly string[] {
  try {
    return readdirSync(into)
      .filter((name) => MANIFEST.test(name))
      .sort();
  } catch {
    return [];
  }
}

/** The manifest first: without one there is no backup, so none is ever half removed. */
function remove(into: string, manifest: string): void {
  rmSync(join(into, manifest), { force: true });
  rmSync(join(into, manifest.replace(/\.json$/, '')), { force: true });
}

/** Room for it and as much again, so that the store itself, which may lie on the same disk, can go on. */
function hasRoom(directory: string, into: string): boolean {
  const bytes = ['store.db', 'store.db-wal'].map(
    (name) => statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0,
  );
  const at = statSync(into, { throwIfNoEntry: false }) === undefined ? directory : into;
  const { bavail, bsize } = statfsSync(at);
  return bavail * bsize > 2 * bytes.reduce((a, b) => a + b, 0);
}
