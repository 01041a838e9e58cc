import type { Kms } from '../../store/kms';
import { type Restored, restoreSqlite } from '../../store/sqliteRestore';
import { openSealedStore } from '../../store/sqliteSealedStore';
import type { Seal } from './audit';
import { createCalloutSwitch } from './calloutSwitch';
import { createOperatorThread } from './thread';

/** Restores a backup such that the product starts with callouts paused, whatever they were when it was taken. */
export function restoreBackup(request: {
  readonly manifestPath: string;
  readonly directory: string;
  readonly clock: () => number;
  readonly seal: Seal;
  /** Has the key with which the backup was sealed. */
  readonly kms: Kms;
}): Promise<Restored> {
  const { manifestPath, directory, clock, seal, kms } = request;
  const prepare = async (staging: string) => {
    const store = await openSealedStore({ directory: staging, clock, kms });
    try {
      const thread = createOperatorThread({ id: 'operators:callouts', store, clock, seal });
      const calloutSwitch = createCalloutSwitch({ thread, clock, alwaysPaused: false });
      await calloutSwitch.set(true, { operator: 'restore', reason: 'restored from a backup' });
    } finally {
      await store.close();
    }
  };
  return restoreSqlite({ manifestPath, directory, prepare });
}
