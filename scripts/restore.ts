import { loadConfig } from '../bot/config';
import { restoreBackup } from '../bot/operator/restore';
import { openStoreKms } from '../bot/storeKms';
import { createPseudonym, deriveKey } from '../bot/telemetry';
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
  const { kms, close } = openStoreKms(config.storeKeys, Date.now);
  const { manifest, uncertain } = await restoreBackup({
    manifestPath: given.endsWith('.db') ? `${given}.json` : given,
    directory: config.dataDirectory,
    clock: Date.now,
    seal: createPseudonym(deriveKey(config.masterKey, 'audit')),
    kms,
  }).finally(close);
  const takenAt = new Date(manifest.takenAt).toISOString();
  console.log(`Restored the backup of ${takenAt} into ${config.dataDirectory}: ${manifest.counts.conversations} conversations.

Callouts are paused. What happened after ${takenAt} is not in it, so nothing that the bank may have had is sent again:
${uncertain} open submissions become cases, and so does whatever customers confirm of applications begun before.

Next
  1. Start the product. Customers can write at once; leads are taken and wait.
  2. Ask the bank for its applications since an hour before ${takenAt}.
  3. npm run cases -- resume --reason "restored, bank asked"
  4. npm run cases -- list, and settle each case by the bank's list.`);
  return 0;
}

void runCommand(main).then((code) => {
  process.exitCode = code;
});
