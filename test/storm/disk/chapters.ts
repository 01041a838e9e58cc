import { join } from 'node:path';
import { createLocalKms } from '../../../store/sealing/kms';
import { backUpSqlite } from '../../../store/sqlite/backup';
import { openSealedStore } from '../../../store/sqlite/sealedStore';
import { aCommit, anEntry } from '../../store/documents';
import { writeStoreOfRelease } from '../../store/sqlite/releases';
import { OLD_KEY } from './keys';

/** A part of a store's life that is recorded, and what the disk holds when it begins. */
export interface Chapter {
  readonly name: string;
  readonly turns: number;
  readonly prepare?: (home: string) => Promise<void>;
}

export const CHAPTERS: readonly Chapter[] = [
  { name: 'turns', turns: 6 },
  { name: 'erasure', turns: 3 },
  { name: 'backup', turns: 4 },
  { name: 'restore', turns: 0, prepare: backedUpStore },
  { name: 'rotation', turns: 6, prepare: (home) => sealedStore(join(home, 'data')) },
  { name: 'migration', turns: 4, prepare: async (home) => writeStoreOfRelease(1, join(home, 'data')) },
  { name: 'migrateByHand', turns: 0, prepare: async (home) => writeStoreOfRelease(2, join(home, 'data')) },
];

/** Megabytes: for the long form. */
export const LONG_CHAPTERS: readonly Chapter[] = [...CHAPTERS, { name: 'checkpoints', turns: 90 }];

const CLOCK = () => 1_600_000_000_000;

async function sealedStore(directory: string): Promise<void> {
  const store = await openSealedStore({ directory, clock: CLOCK, kms: createLocalKms(OLD_KEY) });
  for (let count = 0; count < 40; count += 1) {
    await store.commit(aCommit(`old${count}`, 0, { transcript: [anEntry(1)] }));
  }
  await store.close();
}

async function backedUpStore(home: string): Promise<void> {
  await sealedStore(join(home, 'lost'));
  await backUpSqlite({ directory: join(home, 'lost'), into: join(home, 'backups'), clock: CLOCK });
}
