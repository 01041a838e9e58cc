import { join } from 'node:path';
import { loadConfig } from '../bot/config';
import { type BackupManifest, backUpSqlite } from '../store/sqlite/backup';
import { lockDirectory } from '../store/sqlite/lock';
import { StoreFault } from '../store/storeFault';
import { isFile, openOperatorDoor, runCommand } from './operatorDoor';

/** `npm run backup`: by the running server when it has the store, and directly when it is stopped. */
async function main(): Promise<number> {
  const config = loadConfig();
  if (!isFile(config)) return 2;
  const direct = await whenStopped(config.dataDirectory, () =>
    backUpSqlite({ directory: config.dataDirectory, into: config.backupDirectory, clock: Date.now }),
  );
  const manifest = direct?.manifest ?? (await openOperatorDoor(process.env).post<BackupManifest>('backup', {}));
  const { conversations, openCases, openCallouts } = manifest.counts;
  console.log(`Backed up ${conversations} conversations, ${openCallouts} open submissions and ${openCases} open cases.

  File      ${join(config.backupDirectory, manifest.file)}
  Manifest  ${join(config.backupDirectory, manifest.file)}.json
  SHA-256   ${manifest.sha256}

Next: copy both, and erased.jsonl if it is there, to another machine. The keys (MASTER_KEY, or secrets.json) are not in them and must be kept as well.`);
  return 0;
}

/** Undefined when a running server owns the store. */
async function whenStopped<T>(directory: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    const lock = lockDirectory(directory);
    return await work().finally(lock.release);
  } catch (cause) {
    if (cause instanceof StoreFault && cause.code === 'owned') return undefined;
    throw cause;
  }
}

void runCommand(main).then((code) => {
  process.exitCode = code;
});
