import type { Kms } from '../../store/sealing/kms';
import { type Restored, restoreSqlite } from '../../store/sqlite/restore';
import { openSealedStore } from '../../store/sqlite/sealedStore';
import type { Seal } from './audit';
import { createCalloutSwitch } from './calloutSwitch';
import type { ErasedEntry } from './erasedList';
import { ERASURES_THREAD, eraseAgain } from './erasure';
import { createOperatorThread } from './thread';

/** Restores a backup such that the product starts with callouts paused, whatever they were when it was taken. */
export async function restoreBackup(request: {
  readonly manifestPath: string;
  readonly directory: string;
  readonly clock: () => number;
  readonly seal: Seal;
  /** Has the key with which the backup was sealed. */
  readonly kms: Kms;
  /** Conversations erased after the backup, or before: none of them comes back with it. */
  readonly erased: readonly ErasedEntry[];
}): Promise<Restored & { readonly erasedAgain: number }> {
  const { manifestPath, directory, clock, seal, kms, erased } = request;
  let erasedAgain = 0;
  const prepare = async (staging: string) => {
    const store = await openSealedStore({ directory: staging, clock, kms });
    try {
      const thread = createOperatorThread({ id: 'operators:callouts', store, clock, seal });
      const calloutSwitch = createCalloutSwitch({ thread, clock, alwaysPaused: false });
      await calloutSwitch.set(true, { operator: 'restore', reason: 'restored from a backup' });
      const erasures = createOperatorThread({ id: ERASURES_THREAD, store, clock, seal });
      erasedAgain = await eraseAgain({ store, thread: erasures }, erased);
    } finally {
      await store.close();
    }
  };
  const restored = await restoreSqlite({ manifestPath, directory, prepare });
  return { ...restored, erasedAgain };
}
