import { createLocalKms } from '../store/kms';
import { openSealedStore } from '../store/sqliteSealedStore';
import type { Erasure, Store } from '../store/store';
import type { Config } from './config';
import type { Log } from './telemetry';

/** The store of this configuration: SQLite, sealed, or Cosmos DB, whose driver is loaded only then. */
export async function openStore(config: OpenStoreConfig, log: Log, clock: () => number): Promise<Store> {
  if (config.store.kind === 'sqlite') return openSqlite(config, log, clock);
  const { openCosmosStore }: typeof import('../store/cosmosStore') = require('../store/cosmosStore');
  return openCosmosStore({ ...config.store, clock });
}

/** What is brought up to date beside the turns, and what is damaged, is logged. */
async function openSqlite(config: OpenStoreConfig, log: Log, clock: () => number): Promise<Store & Erasure> {
  const { dataDirectory: directory, storeKeys } = config;
  const store = await openSealedStore({
    directory,
    clock,
    kms: createLocalKms(storeKeys.secret, storeKeys.previous),
    onDamage: ({ message }) => log.error({ event: 'store.damaged', message }),
  });
  store.upkept.then(
    (done) => log.info({ event: 'store.upkept', ...done }),
    (cause) => log.warn({ event: 'store.upkeepEnded', cause: String(cause) }),
  );
  return store;
}

type OpenStoreConfig = Pick<Config, 'dataDirectory' | 'storeKeys' | 'store'>;
