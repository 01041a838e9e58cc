import { createLocalKms } from '../../store/sealing/kms';
import { openSealedStore } from '../../store/sqlite/sealedStore';

/** What is done with a store while no product runs, in a process of its own, so that it can die in the middle. */
export interface Errand {
  readonly directory: string;
  readonly key: string;
  /** Destroyed, when there is one; else the store is only opened, which brings it to today's schema. */
  readonly erase?: string;
}

async function run({ directory, key, erase }: Errand): Promise<void> {
  const store = await openSealedStore({ directory, clock: Date.now, kms: createLocalKms(key) });
  await store.upkept;
  if (erase !== undefined) await store.erase(erase);
  await store.close();
}

if (require.main === module) {
  run(JSON.parse(process.argv[2] ?? '{}') as Errand).catch((cause: unknown) => {
    console.error(cause);
    process.exit(1);
  });
}
