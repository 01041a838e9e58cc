import { statSync, writeSync } from 'node:fs';
import { openSqliteStore } from '../../../../store/sqlite/sqliteStore';
import { aCommit, anEntry } from '../../documents';

/**
 * Runs in a process of its own: commits to several conversations at once, for ever or `limit` times each, and prints
 * `ack <conversation> <version>` once a commit resolved, `log <bytes>` now and then, and `closed` at the end. With a
 * group others may do the same to the same store, each in conversations of its own.
 */
async function run(directory: string, limit: number, group?: string): Promise<void> {
  const store = openSqliteStore({ directory, clock: () => 1000, ...(group ? { group } : {}) });
  const own = group === undefined ? '' : `${process.pid}`;
  await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (name) => {
      const id = `${name}${own}`;
      for (let version = 0; version < limit; version += 1) {
        const outcome = await store.commit(
          aCommit(id, version, { inboxKey: `m${version}`, transcript: [anEntry(version + 1, 'x'.repeat(200))] }),
        );
        if (outcome.status !== 'committed') process.exit(2);
        say(`ack ${id} ${version + 1}\n`);
        if (version % 100 === 0) say(`log ${statSync(`${directory}/store.db-wal`).size}\n`);
      }
    }),
  );
  await store.close();
  say('closed\n');
}

/** At once and whole, so that what was said is known even of a process that is killed; a full pipe is waited for. */
function say(line: string): void {
  try {
    writeSync(1, line);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EAGAIN') throw cause;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    say(line);
  }
}

const [, , directory = '', limit = 'Infinity', group] = process.argv;
void run(directory, Number(limit), group);
