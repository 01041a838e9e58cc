import { writeSync } from 'node:fs';
import { openSqliteStore } from '../../../../store/sqlite/sqliteStore';

/**
 * Runs in a process of its own, as one instance of a group: claims whatever is due for an hour, prints `holds <id>` for
 * each item, and lives on until it is killed.
 */
async function run(directory: string, group: string): Promise<void> {
  const store = openSqliteStore({ directory, group, clock: () => 1000 });
  const claimed = await store.claim({ kinds: ['callout', 'reply'], now: 1000, leaseMs: 3_600_000, limit: 10 });
  for (const { id } of claimed) writeSync(1, `holds ${id}\n`);
  writeSync(1, 'ready\n');
  setInterval(() => {}, 60_000);
}

const [, , directory = '', group = ''] = process.argv;
void run(directory, group);
