import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../bot/config';
import { openStoreKms } from '../bot/storeKms';
import { scrubSqlite } from '../store/sqlite/scrub';
import { StoreFault } from '../store/storeFault';
import { isFile, runCommand } from './operatorDoor';

/** `npm run scrub [-- <file>]`: reads every row of the store, or of a backup of it, and changes nothing. */
async function main(): Promise<number> {
  const config = loadConfig();
  if (!isFile(config)) return 2;
  const path = process.argv[2] ?? join(config.dataDirectory, 'store.db');
  if (!existsSync(path)) throw new StoreFault('absent', { detail: path });
  const { kms, close } = openStoreKms(config.storeKeys, Date.now);
  const { conversations, rows, damage } = await scrubSqlite(path, kms).finally(close);
  for (const one of damage) console.log(`DAMAGED  ${one}`);
  console.log(`Read ${rows} rows of ${conversations} conversations in ${path}: ${damage.length} damaged.`);
  if (damage.length === 0) return 0;
  console.log(`
Nothing was changed. What is damaged is refused when it is read, and all else goes on.
Next: look at the disk; if the file itself is damaged, stop the product and restore the last backup that scrubs clean.`);
  return 1;
}

void runCommand(main).then((code) => {
  process.exitCode = code;
});
