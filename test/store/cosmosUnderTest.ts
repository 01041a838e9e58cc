import { type CosmosStandIn, createCosmos } from '../../sandbox/cosmos';
import { type CosmosStore, type CosmosStoreOptions, openCosmosStore, prepareCosmos } from '../../store/cosmosStore';
import { CLOCK } from './replyContract';

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

/** A stand-in with a prepared database, and stores on it that are closed with it. */
export interface CosmosUnderTest {
  readonly service: CosmosStandIn;
  open(options?: Partial<CosmosStoreOptions>): Promise<CosmosStore>;
  dispose(): Promise<void>;
}

let databases = 0;

/** One service serves many tests, each in a database of its own. */
export async function cosmosUnderTest(service: CosmosStandIn): Promise<CosmosUnderTest> {
  databases += 1;
  const account = { endpoint: service.endpoint, key: service.key, database: `test-${databases}` };
  await prepareCosmos(account);
  const opened: CosmosStore[] = [];
  return {
    service,
    open: async (options = {}) => {
      const store = await openCosmosStore({ ...account, clock: () => CLOCK, ...options });
      opened.push(store);
      return store;
    },
    dispose: async () => {
      service.faults.clear();
      for (const store of opened) await store.close();
    },
  };
}

export const startCosmos = () => createCosmos({ port: 0, random: seeded(7) });
