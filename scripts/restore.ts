import { dirname, join } from 'node:path';
import { loadConfig } from '../bot/config';
import { ERASED_LIST, readErasedList } from '../bot/operator/erasedList';
import { restoreBackup } from '../bot/operator/restore';
import { openStoreKms } from '../bot/storeKms';
import { keyedHash } from '../composition/keyedHash';
import { isFile, runCommand } from './operatorDoor';

/** `npm run restore -- <manifest>`: into the data directory, which must have no store. */
async function main(): Promise<number> {
  const [given] = process.argv.slice(2);
  if (given === undefined) {
    console.log('npm run restore -- <backup>.db.json\n\nSet DATA_DIR to a data directory without a store.');
    return 2;
  }
  const config = loadConfig();
  if (!isFile(config)) return 2;
  const manifestPath = given.endsWith('.db') ? `${given}.json` : given;
  const lists = [join(dirname(manifestPath), ERASED_LIST), join(config.backupDirectory, ERASED_LIST)];
  const erased = lists.map(readErasedList).filter((list) => list !== undefined);
  const { kms, close } = openStoreKms(config.storeKeys, Date.now);
  const { manifest, uncertain, erasedAgain } = await restoreBackup({
    manifestPath,
    directory: config.dataDirectory,
    clock: Date.now,
    seal: keyedHash(config, 'audit'),
    kms,
    erased: erased.flat(),
  }).finally(close);
  const takenAt = new Date(manifest.takenAt).toISOString();
  console.log(`Restored the backup of ${takenAt} into ${config.dataDirectory}: ${manifest.counts.conversations} conversations.

${erasedText(erased.length, erasedAgain)}

Callouts are paused. What happened after ${takenAt} is not in it, so nothing that the bank may have had is sent again:
${uncertain} open submissions become cases, and so does whatever customers confirm of applications begun before.

Next
  1. Start the product. Customers can write at once; leads are taken and wait.
  2. Ask the bank for its applications since an hour before ${takenAt}.
  3. npm run cases -- resume --reason "restored, bank asked"
  4. npm run cases -- list, and settle each case by the bank's list.`);
  return 0;
}

function erasedText(lists: number, erasedAgain: number): string {
  if (lists > 0) return `${erasedAgain} conversations that were erased since are erased from it again.`;
  return `NOBODY WAS ERASED FROM IT AGAIN: ${ERASED_LIST} is neither beside the backup nor in BACKUP_DIR. If anybody was ever
erased, bring it, empty the data directory and restore once more.`;
}

void runCommand(main).then((code) => {
  process.exitCode = code;
});
