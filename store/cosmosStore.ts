import { randomInt } from 'node:crypto';
import { type CosmosAccount, type CosmosSdk, createCosmosSdk } from './cosmosClient';
import { createCosmosCommit } from './cosmosCommit';
import { createConversations } from './cosmosConversations';
import { createCosmosDelivery } from './cosmosDelivery';
import { UNIQUE } from './cosmosDocuments';
import { createCosmosIdentity } from './cosmosIdentity';
import { createStamps, newMark } from './cosmosIds';
import { type Charge, type ChargeFigures, type CosmosMeter, createCosmosMeter } from './cosmosMeter';
import { createCosmosNotices } from './cosmosNotices';
import { createCosmosReads } from './cosmosReads';
import { toCosmosFault } from './cosmosRetry';
import { assertSchema, type Prepared, prepareContainers, SCHEMA_ROW } from './cosmosSchema';
import { createCosmosSettle } from './cosmosSettle';
import { type CosmosWire, createCosmosWire } from './cosmosWire';
import { createCosmosWork } from './cosmosWork';
import { assertConsistent } from './sqliteCommit';
import type { Store } from './store';
import { StoreFault } from './storeFault';
import { createWriteHealth, type WriteHealth } from './writeHealth';

export interface CosmosStoreOptions extends CosmosAccount {
  readonly clock: () => number;
  /** Told what each call cost, for a log line or a metric. */
  readonly onCharge?: (charge: Charge) => void;
  /** Spreads repetitions; chance unless a test says otherwise. */
  readonly random?: () => number;
}

/** The store, and what it was charged so far by operation. */
export interface CosmosStore extends Store {
  charges(): Readonly<Record<string, ChargeFigures>>;
}

/**
 * The store on Azure Cosmos DB, shared by any number of processes. A turn is one transactional batch in the partition
 * of its conversation, a compare-and-swap on one row of it; claims and settlements are the same, so whoever was slower
 * finds out. A rejection that says the service does not answer leaves open what became of the call: repeated under the
 * same inbox key, claim or name it happens once.
 */
export async function openCosmosStore(options: CosmosStoreOptions): Promise<CosmosStore> {
  const meter = createCosmosMeter(options.onCharge ?? (() => {}));
  const sdk = createCosmosSdk(options, meter);
  const random = options.random ?? cryptoRandom;
  const wire = createCosmosWire(sdk, options.database, random);
  try {
    await assertSchema(wire);
    return createStore({ sdk, wire, meter, random, clock: options.clock });
  } catch (cause) {
    sdk.close();
    throw toCosmosFault(cause);
  }
}

/** Makes the database ready for `openCosmosStore`; safe to run again, also while the product runs. */
export async function prepareCosmos(account: CosmosAccount): Promise<readonly Prepared[]> {
  const sdk = createCosmosSdk(
    account,
    createCosmosMeter(() => {}),
  );
  try {
    return await prepareContainers(sdk, createCosmosWire(sdk, account.database, cryptoRandom), account.database);
  } catch (cause) {
    throw toCosmosFault(cause);
  } finally {
    sdk.close();
  }
}

interface Parts {
  readonly sdk: CosmosSdk;
  readonly wire: CosmosWire;
  readonly meter: CosmosMeter;
  readonly random: () => number;
  readonly clock: () => number;
}

function createStore(parts: Parts): CosmosStore {
  const { wire, meter, random, clock } = parts;
  const stamps = createStamps(clock);
  const conversations = createConversations(wire);
  const commit = createCosmosCommit({ ...parts, conversations, notices: createCosmosNotices(wire, stamps), stamps });
  const settle = createCosmosSettle({ wire, conversations, random });
  const { claim, nextDueAt, work } = createCosmosWork({ wire, conversations, random });
  const { deliver, deliveries } = createCosmosDelivery({ wire, stamps, random });
  const identify = createCosmosIdentity({ wire, random });
  const reads = createCosmosReads(wire);
  const probe = { kind: 'set', id: SCHEMA_ROW, path: 'probe' } as const;
  const health = createWriteHealth(() =>
    wire.write(UNIQUE, SCHEMA_ROW, [{ ...probe, value: newMark() }]).catch((cause) => {
      throw toCosmosFault(cause);
    }),
  );
  const { run, close, isOpen } = createDoor(parts, health);

  return {
    load: (id) => run('load', async () => (await conversations.read(id))?.row.conversation),
    transcript: (id, afterSeq, limit) => run('transcript', () => reads.transcript(id, afterSeq, limit)),
    records: (kind, filter) => run('records', () => reads.records(kind, filter)),
    work: (id) => run('work', () => work(id)),
    nextDueAt: (kinds) => run('nextDueAt', () => nextDueAt(kinds)),
    commit: async (turn) => {
      assertConsistent(turn);
      return run('commit', () => commit(turn));
    },
    claim: (request) => run('claim', () => claim(request)),
    settle: (settlement) => run('settle', () => settle(settlement)),
    identify: (names) => run('identify', () => identify(names)),
    deliver: (report) => run('deliver', () => deliver(report)),
    deliveries: (id) => run('deliveries', () => deliveries(id)),
    healthy: () => isOpen() && health.healthy(),
    close,
    charges: meter.figures,
  };
}

/** Every call goes through here: counted, its faults classed and noted, and none once the store is closed. */
function createDoor({ sdk, meter }: Parts, health: WriteHealth) {
  const running = new Set<Promise<unknown>>();
  let closed = false;
  const run = async <T>(operation: string, call: () => Promise<T>): Promise<T> => {
    if (closed) throw new StoreFault('closed');
    health.assertWritable();
    const result = meter.measure(operation, call);
    running.add(result);
    try {
      return await result;
    } catch (cause) {
      throw health.failed(toCosmosFault(cause));
    } finally {
      running.delete(result);
    }
  };
  return {
    run,
    isOpen: () => !closed,
    close: async () => {
      if (closed) return;
      closed = true;
      health.stop();
      await Promise.allSettled(running);
      sdk.close();
    },
  };
}

function cryptoRandom(): number {
  return randomInt(0, 1_000_000) / 1_000_000;
}
