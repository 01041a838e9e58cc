import { createLocalKms } from '../../../../store/sealing/kms';
import { openSealedStore } from '../../../../store/sqlite/sealedStore';
import { RELEASE_KEY } from '../releases';

/** Runs in a process of its own: opens the store, which migrates it, brings it up to date and ends. */
async function run(directory: string): Promise<void> {
  const store = await openSealedStore({ directory, clock: () => 1_000, kms: createLocalKms(RELEASE_KEY) });
  await store.upkept;
  process.exit(0);
}

void run(process.argv[2] ?? '');
