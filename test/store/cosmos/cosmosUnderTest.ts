import { CosmosClient } from '@azure/cosmos';
import { type CosmosStandIn, createCosmos } from '../../../sandbox/cosmos';
import type { CosmosAccount } from '../../../store/cosmos/client';
import {
  type CosmosStore,
  type CosmosStoreOptions,
  openCosmosStore,
  prepareCosmos,
} from '../../../store/cosmos/cosmosStore';
import { createLocalKms } from '../../../store/sealing/kms';
import { CLOCK } from '../clock';

/** Numbers that look random and are the same at every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Where to test: the stand-in, or an account of the service itself. */
export type CosmosService = Pick<CosmosStandIn, 'endpoint' | 'key'> & Partial<Pick<CosmosStandIn, 'faults' | 'close'>>;

/** A prepared database, and stores on it that are closed with it. */
export interface CosmosUnderTest {
  readonly account: CosmosAccount;
  open(options?: Partial<CosmosStoreOptions>): Promise<CosmosStore>;
  dispose(): Promise<void>;
}

/** What every store of the tests wraps its keys with, unless it is asked for another. */
export const KEY = 'k'.repeat(43);

let databases = 0;

/** One service serves many tests, each in a database of its own. */
export async function cosmosUnderTest({ endpoint, key, faults }: CosmosService): Promise<CosmosUnderTest> {
  databases += 1;
  const account = { endpoint, key, database: `test-${process.pid}-${databases}` };
  await prepareCosmos(account);
  const opened: CosmosStore[] = [];
  return {
    account,
    open: async (options = {}) => {
      const kms = options.kms ?? createLocalKms(KEY);
      const store = await openCosmosStore({ ...account, clock: () => CLOCK, ...options, kms });
      opened.push(store);
      return store;
    },
    dispose: async () => {
      faults?.clear();
      for (const store of opened) await store.close();
      const client = new CosmosClient({ endpoint, key });
      await client.database(account.database).delete();
      client.dispose();
    },
  };
}

export const startCosmos = () => createCosmos({ port: 0, random: seeded(7) });

/** With COSMOS_TEST_ENDPOINT and COSMOS_TEST_KEY that account, where databases are made and deleted; else the stand-in. */
export async function accountOrStandIn(): Promise<CosmosService> {
  const { COSMOS_TEST_ENDPOINT: endpoint, COSMOS_TEST_KEY: key } = process.env;
  return endpoint && key ? { endpoint, key } : startCosmos();
}
