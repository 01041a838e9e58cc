import { writeSync } from 'node:fs';
import { createLocalKms } from '../../../../store/sealing/kms';
import { openSealedStore } from '../../../../store/sqlite/sealedStore';
import { aCommit, anEntry } from '../../documents';

/**
 * Runs in a process of its own: opens the store with a new key, so that its keys are wrapped anew, and commits meanwhile
 * for ever. Prints `ack <conversation> <version>` once a commit resolved.
 */
async function run(directory: string, secret: string, previous: string): Promise<void> {
  const store = await openSealedStore({ directory, clock: () => 1000, kms: createLocalKms(secret, [previous]) });
  await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (id) => {
      for (let version = 0; ; version += 1) {
        const outcome = await store.commit(aCommit(id, version, { transcript: [anEntry(version + 1)] }));
        if (outcome.status !== 'committed') process.exit(2);
        writeSync(1, `ack ${id} ${version + 1}\n`);
      }
    }),
  );
}

const [, , directory = '', secret = '', previous = ''] = process.argv;
void run(directory, secret, previous);
