import { type Restored, restoreSqlite } from '../../store/sqliteRestore';
import { openSqliteStore } from '../../store/sqliteStore';
import type { Seal } from './audit';
import { createCalloutSwitch } from './calloutSwitch';
import { createOperatorThread } from './thread';

/** Restores a backup such that the product starts with callouts paused, whatever they were when it was taken. */
export function restoreBackup(request: {
  readonly manifestPath: string;
  readonly directory: string;
  readonly clock: () => number;
  readonly seal: Seal;
}): Promise<Restored> {
  const { manifestPath, directory, clock, seal } = request;
  const prepare = async (staging: string) => {
    const store = openSqliteStore({ directory: staging, clock });
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
