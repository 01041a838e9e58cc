import { loadConfig } from '../bot/config';
import { migrateSqlite } from '../store/sqlite/restore';
import { isFile, runCommand } from './operatorDoor';

/** `npm run migrate`: brings a stopped store to this release's schema, with a backup before. */
async function main(): Promise<number> {
  const config = loadConfig();
  if (!isFile(config)) return 2;
  const { dataDirectory: directory, backupDirectory: backUpInto } = config;
  const { from, to, backup } = await migrateSqlite({ directory, backUpInto, clock: Date.now });
  console.log(
    backup === undefined
      ? `The store has schema ${to} already; nothing was done.`
      : `Migrated the store from schema ${from} to ${to}.\n\nBefore that it was backed up: ${backup.manifestPath}\nNext: start the product.`,
  );
  return 0;
}

void runCommand(main).then((code) => {
  process.exitCode = code;
});
