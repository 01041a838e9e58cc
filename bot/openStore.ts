import { openSealedStore, type SealedStore, type SealedStoreOptions } from '../store/sqlite/sealedStore';
import type { Attention, Erasure, Publishing, Register, Store, Watching } from '../store/store';
import type { StoreFault } from '../store/storeFault';
import type { Config } from './config';
import { openStoreKms } from './storeKms';
import type { Log } from './telemetry';

/**
 * The store of this configuration, sealed: SQLite, or Cosmos DB, whose driver is loaded only then. What is brought up to
 * date beside the turns, and what is damaged, is logged.
 */
export async function openStore(
  config: OpenStoreConfig,
  log: Log,
  clock: () => number,
): Promise<Store & Erasure & Register & Attention & Publishing & Partial<Watching>> {
  const { kms, close: closeKms } = openStoreKms(config.storeKeys, clock);
  const onDamage = ({ message }: StoreFault) => log.error({ event: 'store.damaged', message });
  const store = await openSealed(config, { clock, kms, onDamage });
  store.upkept.then(
    (done) => log.info({ event: 'store.upkept', ...done }),
    (cause) => log.warn({ event: 'store.upkeepEnded', cause: String(cause) }),
  );
  const close = async () => {
    await store.close();
    closeKms();
  };
  return { ...store, close };
}

function openSealed(
  { store, dataDirectory: directory, worker }: OpenStoreConfig,
  parts: Omit<SealedStoreOptions, 'directory'>,
): Promise<Omit<SealedStore, 'watch'> & Partial<Watching>> {
  if (store.kind === 'sqlite')
    return openSealedStore({ ...parts, directory, ...(worker ? { group: worker.group } : {}) });
  const { openCosmosStore }: typeof import('../store/cosmos/cosmosStore') = require('../store/cosmos/cosmosStore');
  return openCosmosStore({ ...parts, ...store });
}

type OpenStoreConfig = Pick<Config, 'dataDirectory' | 'storeKeys' | 'store' | 'worker'>;
