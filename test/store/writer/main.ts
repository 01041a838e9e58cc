import { statSync, writeSync } from 'node:fs';
import { openSqliteStore } from '../../../store/sqliteStore';
import { aCommit, anEntry } from '../documents';

/**
 * Runs in a process of its own: commits to several conversations at once, for ever or `limit` times each, and prints
 * `ack <conversation> <version>` once a commit resolved, `log <bytes>` now and then, and `closed` at the end.
 */
async function run(directory: string, limit: number): Promise<void> {
  const store = openSqliteStore({ directory, clock: () => 1000 });
  await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (id) => {
      for (let version = 0; version < limit; version += 1) {
        const outcome = await store.commit(
          aCommit(id, version, { inboxKey: `m${version}`, transcript: [anEntry(version + 1, 'x'.repeat(200))] }),
        );
        if (outcome.status !== 'committed') process.exit(2);
        writeSync(1, `ack ${id} ${version + 1}\n`);
        if (version % 100 === 0) writeSync(1, `log ${statSync(`${directory}/store.db-wal`).size}\n`);
      }
    }),
  );
  await store.close();
  writeSync(1, 'closed\n');
}

const [, , directory = '', limit = 'Infinity'] = process.argv;
void run(directory, Number(limit));
