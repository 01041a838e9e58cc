import { createPrivateDirectory } from '../durableFiles';
import type { Kms } from '../sealing/kms';
import { createSealKeys } from '../sealing/sealKeys';
import type { Attention, Erasure, Publishing, Register, Store, Watching } from '../store';
import { toStoreFault } from '../storeFault';
import { createUpkeep, type Upkept } from '../upkept';
import { openDatabaseFile } from './file';
import { type Holding, holdDirectory, inTurnLater } from './holding';
import { openKeyring } from './keyring';
import { lookForKeys } from './look';
import { createSqliteSealing } from './sealing';
import { createSqliteStore, type SqliteStoreOptions } from './sqliteStore';
import { compact, keepUp } from './upkeep';

export interface SealedStoreOptions extends SqliteStoreOptions {
  readonly kms: Kms;
}

export interface SealedStore extends Store, Erasure, Register, Attention, Publishing, Watching {
  /** What was brought up to date since the opening; rejects when the store is closed before. */
  readonly upkept: Promise<Upkept>;
  /** Wraps all keys with the version that is current now; goes on where an earlier one was cut off. */
  rotate(): Promise<Upkept>;
}

/**
 * The SQLite store with every body sealed under a key of its conversation. Refuses a file that was sealed with other
 * keys and leaves it as it is; takes one of an earlier release, and seals what is in it beside the turns.
 */
export async function openSealedStore(options: SealedStoreOptions): Promise<SealedStore> {
  createPrivateDirectory(options.directory);
  const holding = holdDirectory(options.directory, options.group);
  try {
    return await inTurnLater(options.directory, holding, () => openFile(options, holding));
  } catch (cause) {
    holding.release();
    throw toStoreFault(cause);
  }
}

async function openFile(options: SealedStoreOptions, holding: Holding): Promise<SealedStore> {
  const { kms, clock } = options;
  const path = `${options.directory}/store.db`;
  await lookForKeys(path, kms);
  const db = openDatabaseFile(path);
  try {
    const ring = await openKeyring(db, kms);
    // It takes the file for as long as it takes.
    if (holding.others?.areAway() !== false) await compact(db, ring);
    const keys = createSealKeys({ kms, clock });
    const sealing = createSqliteSealing(db, keys, ring);
    const { inGroup: write, ...store } = createSqliteStore(db, options, holding, sealing);
    const { onDamage } = options;
    const parts = { db, write, load: store.load, sealing, keys, ring, others: holding.others, onDamage };
    const upkeep = createUpkeep((signal) => keepUp(parts, signal));
    const close = async () => {
      await upkeep.end();
      await store.close();
    };
    return { ...store, close, upkept: upkeep.run(), rotate: upkeep.run };
  } catch (cause) {
    db.close();
    throw cause;
  }
}
