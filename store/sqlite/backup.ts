import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { createPrivateDirectory, syncPath } from '../durableFiles';
import { StoreFault, toStoreFault } from '../storeFault';
import { syncFully } from './file';

/** What a backup is, beside its file under the same name with `.json`. Written last: without one there is no backup. */
export interface BackupManifest {
  readonly format: 1;
  /** Epoch milliseconds: nothing committed before it is missing. */
  readonly takenAt: number;
  /** In the manifest's own directory. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly schema: number;
  readonly counts: BackupCounts;
}

export interface BackupCounts {
  readonly conversations: number;
  readonly records: number;
  readonly openCases: number;
  /** Applications not yet with the bank, or not known to be. */
  readonly openCallouts: number;
}

export interface Backup {
  readonly manifestPath: string;
  readonly manifest: BackupManifest;
}

export interface BackupRequest {
  /** The data directory. Its owner may go on writing meanwhile. */
  readonly directory: string;
  readonly into: string;
  readonly clock: () => number;
}

/**
 * Copies the store while it is in use, checks the copy, and says what it is. One moment's state: the copy is made in
 * one step, on a thread and a connection of its own, so no turn waits for it.
 */
export async function backUpSqlite({ directory, into, clock }: BackupRequest): Promise<Backup> {
  const source = join(directory, 'store.db');
  if (!existsSync(source)) throw new StoreFault('absent', { detail: directory });
  createPrivateDirectory(into);
  const takenAt = clock();
  const name = freeName(into, takenAt);
  const [path, part] = [join(into, name), join(into, `${name}.part`)];
  try {
    await copyOnThread(source, part);
    const checked = checkDatabase(part);
    const manifest = { format: 1, takenAt, file: name, ...(await fingerprintOf(part)), ...checked } as const;
    syncPath(part);
    renameSync(part, path);
    return { manifestPath: writeManifest(path, manifest), manifest };
  } catch (cause) {
    rmSync(part, { force: true });
    throw toStoreFault(cause);
  }
}

/** The manifest of a backup whose file is exactly what it says and a sound database; throws what is wrong with it. */
export async function verifyBackup(manifestPath: string): Promise<Backup> {
  const manifest = readManifest(manifestPath);
  const path = join(dirname(manifestPath), manifest.file);
  if (!existsSync(path)) throw damaged(`${manifest.file} is not beside its manifest`);
  const { bytes, sha256 } = await fingerprintOf(path);
  if (bytes !== manifest.bytes || sha256 !== manifest.sha256) throw damaged(`${manifest.file} is not what was written`);
  return { manifestPath, manifest };
}

/** Throws when the database is not sound, else counts what is in it. */
export function checkDatabase(path: string): Pick<BackupManifest, 'schema' | 'counts'> {
  const db = new Database(path, { fileMustExist: true });
  try {
    syncFully(db);
    // A copy has the mode of its source; as one file it is easier to move.
    db.pragma('journal_mode = DELETE');
    const verdict = db.pragma('integrity_check', { simple: true });
    if (verdict !== 'ok') throw damaged(String(verdict));
    const schema = Number(db.pragma('user_version', { simple: true }));
    const counts = db.prepare<[], BackupCounts>(countsOf(schema)).get();
    if (counts === undefined) throw damaged('nothing could be counted in it');
    return { schema, counts };
  } finally {
    db.close();
  }
}

/** Bodies are sealed, so what is counted lies beside them; before schema 3 it did not. */
function countsOf(schema: number): string {
  const status = schema < 3 ? `json_extract(body, '$.status')` : 'status';
  return `SELECT
    (SELECT count(*) FROM conversation) AS conversations,
    (SELECT count(*) FROM record) AS records,
    (SELECT count(*) FROM record WHERE kind = 'case' AND ${status} = 'open') AS openCases,
    (SELECT count(*) FROM work WHERE kind = 'callout' AND status IN ('pending', 'claimed')) AS openCallouts`;
}

/** All pages in one step: a copy in several would begin again with every commit between them. */
const THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const db = new (require(workerData.driver))(workerData.from, { fileMustExist: true, timeout: 5000 });
  db.pragma('synchronous = FULL');
  db.pragma('wal_autocheckpoint = 0');
  db.backup(workerData.to, { progress: () => 0x7fffffff })
    .then(() => parentPort.postMessage({}), ({ code, message }) => parentPort.postMessage({ code, message }))
    .finally(() => db.close());
`;

function copyOnThread(from: string, to: string): Promise<void> {
  return new Promise((resolve, reject) => {
    writeFileSync(to, '', { mode: 0o600 });
    const workerData = { from, to, driver: require.resolve('better-sqlite3') };
    const thread = new Worker(THREAD, { eval: true, workerData });
    let failure: unknown = damaged('the copy was cut off');
    thread.on('message', (answer: { readonly message?: string }) => {
      failure = answer.message === undefined ? undefined : answer;
    });
    thread.once('error', (cause) => {
      failure = cause;
    });
    thread.once('exit', () => (failure === undefined ? resolve() : reject(toStoreFault(failure))));
  });
}

function freeName(into: string, takenAt: number): string {
  const stamp = new Date(takenAt).toISOString().replace(/[:.]/g, '-');
  for (let count = 0; ; count++) {
    const name = `store-${stamp}${count === 0 ? '' : `-${count}`}.db`;
    if (!existsSync(join(into, name)) && !existsSync(join(into, `${name}.part`))) return name;
  }
}

async function fingerprintOf(path: string): Promise<Pick<BackupManifest, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return { bytes: statSync(path).size, sha256: hash.digest('hex') };
}

function writeManifest(path: string, manifest: BackupManifest): string {
  const manifestPath = `${path}.json`;
  const part = `${manifestPath}.part`;
  writeFileSync(part, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  syncPath(part);
  renameSync(part, manifestPath);
  syncPath(dirname(path));
  return manifestPath;
}

function readManifest(path: string): BackupManifest {
  const manifest = parsed(path);
  const isSound =
    manifest?.format === 1 &&
    typeof manifest.file === 'string' &&
    manifest.file === basename(manifest.file) &&
    typeof manifest.takenAt === 'number' &&
    typeof manifest.sha256 === 'string';
  if (!isSound) throw damaged(`${basename(path)} is no manifest of a backup`);
  return manifest;
}

function parsed(path: string): BackupManifest | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) ?? undefined;
  } catch {
    return undefined;
  }
}

function damaged(detail: string): StoreFault {
  return new StoreFault('badBackup', { detail });
}
