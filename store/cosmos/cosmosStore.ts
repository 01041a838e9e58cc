import { randomInt } from 'node:crypto';
import { assertConsistent } from '../consistency';
import type { Kms } from '../sealing/kms';
import { createSealKeys } from '../sealing/sealKeys';
import type { Attention, Erasure, Publishing, Register, Store, Watching } from '../store';
import { StoreFault } from '../storeFault';
import { createUpkeep, type Upkept } from '../upkept';
import { createWriteHealth, type WriteHealth } from '../writeHealth';
import { createCosmosAttention } from './attention';
import { createCosmosBodies } from './bodies';
import { type CosmosAccount, type CosmosSdk, createCosmosSdk } from './client';
import { createCosmosCommit } from './commit';
import { createConversations } from './conversations';
import { createDeadline, type Deadline } from './deadline';
import { createCosmosDelivery } from './delivery';
import { UNIQUE } from './documents';
import { createCosmosErase } from './erase';
import { createCosmosIdentity } from './identity';
import { createOwnMarks, createStamps, newMark } from './ids';
import { type CosmosKeyring, openCosmosKeyring } from './keyring';
import { type Charge, type ChargeFigures, type CosmosMeter, createCosmosMeter } from './meter';
import { createCosmosNotices } from './notices';
import { createCosmosReads } from './reads';
import { createCosmosRegister } from './register';
import { toCosmosFault } from './retry';
import { assertSchema, type Prepared, prepareContainers, SCHEMA_ROW } from './schema';
import { createCosmosSealing } from './sealing';
import { createCosmosSettle } from './settle';
import { keepUp } from './upkeep';
import { createCosmosWatch } from './watch';
import { type CosmosWire, createCosmosWire } from './wire';
import { createCosmosWork } from './work';

export interface CosmosStoreOptions extends CosmosAccount {
  readonly clock: () => number;
  /** Wraps the keys of conversations. */
  readonly kms: Kms;
  /**
   * Told of rows that cannot be believed, where the call itself goes on without them; and that nothing is heard at present
   * of what other processes do.
   */
  readonly onDamage?: (fault: StoreFault) => void;
  /** Told what each call cost, for a log line or a metric. */
  readonly onCharge?: (charge: Charge) => void;
  /** Spreads repetitions; chance unless a test says otherwise. */
  readonly random?: () => number;
}

/** The store, and what it was charged so far by operation. */
export interface CosmosStore extends Store, Erasure, Register, Attention, Publishing, Watching {
  charges(): Readonly<Record<string, ChargeFigures>>;
  /** What was brought up to date since the opening; rejects when the store is closed before. */
  readonly upkept: Promise<Upkept>;
  /** Wraps all keys with the version that is current now; goes on where an earlier one was cut off. */
  rotate(): Promise<Upkept>;
}

/**
 * The store on Azure Cosmos DB, shared by any number of processes. A turn is one transactional batch in the partition
 * of its conversation, a compare-and-swap on one row of it; claims and settlements are the same, so whoever was slower
 * finds out. Every body is sealed under a key of its conversation; a database that was sealed with other keys is refused
 * and left as it is, and one of an earlier release is sealed beside the turns. A rejection that says the service does not answer leaves open what became of the call: repeated under the
 * same inbox key, claim or name it happens once.
 */
export async function openCosmosStore(options: CosmosStoreOptions): Promise<CosmosStore> {
  const meter = createCosmosMeter(options.onCharge ?? (() => {}));
  const sdk = createCosmosSdk(options, meter);
  const random = options.random ?? cryptoRandom;
  const deadline = createDeadline(options.connection?.deadlineMs);
  const wire = createCosmosWire({ sdk, database: options.database, deadline, random });
  try {
    const { mayHaveClearRows, isJudged } = await assertSchema(wire);
    const ring = await openCosmosKeyring(wire, options.kms, mayHaveClearRows);
    return createStore({ ...options, sdk, wire, meter, deadline, random, ring, isJudged });
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
    const { database } = account;
    const wire = createCosmosWire({ sdk, database, deadline: createDeadline(), random: cryptoRandom });
    return await prepareContainers(sdk, wire, database);
  } catch (cause) {
    throw toCosmosFault(cause);
  } finally {
    sdk.close();
  }
}

interface Parts extends Pick<CosmosStoreOptions, 'kms' | 'clock' | 'onDamage'> {
  readonly sdk: CosmosSdk;
  readonly wire: CosmosWire;
  readonly meter: CosmosMeter;
  readonly deadline: Deadline;
  readonly random: () => number;
  readonly ring: CosmosKeyring;
  readonly isJudged: boolean;
}

function createStore(options: Parts): CosmosStore {
  const { wire, meter, clock, ring } = options;
  const stamps = createStamps(clock);
  const keys = createSealKeys(options);
  const bodies = createCosmosBodies(ring);
  const sealing = createCosmosSealing(keys, ring, bodies);
  const conversations = createConversations(wire);
  const parts = { ...options, onDamage: options.onDamage, stamps, ownMarks: createOwnMarks(), conversations, sealing };
  const commit = createCosmosCommit({ ...parts, notices: createCosmosNotices(wire, stamps, bodies) });
  const settle = createCosmosSettle(parts);
  const { claim, nextDueAt, work } = createCosmosWork(parts);
  const { deliver, deliveries } = createCosmosDelivery(parts);
  const identify = createCosmosIdentity(parts);
  const erase = createCosmosErase(parts);
  const reads = createCosmosReads(parts);
  const register = createCosmosRegister({ ...parts, bodies });
  const attention = createCosmosAttention({ ...parts, records: reads.records });
  const probe = { kind: 'set', id: SCHEMA_ROW, path: 'probe' } as const;
  const health = createWriteHealth(() =>
    wire.write(UNIQUE, SCHEMA_ROW, [{ ...probe, value: newMark() }]).catch((cause) => {
      throw toCosmosFault(cause);
    }),
  );
  const { run, close, isOpen } = createDoor(parts, health);
  const watching = createCosmosWatch(parts);
  const upkeep = createUpkeep((signal) =>
    meter.measure('upkeep', () => keepUp({ ...parts, ...attention, keys, erase }, signal)),
  );

  return {
    load: (id) => run('load', () => reads.load(id)),
    transcript: (id, afterSeq, limit) => run('transcript', () => reads.transcript(id, afterSeq, limit)),
    records: (kind, filter) => run('records', () => reads.records(kind, filter)),
    record: (kind, conversationId, id) => run('records', () => reads.record(kind, conversationId, id)),
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
    read: (kind, id) => run('register', () => register.read(kind, id)),
    list: (kind, page) => run('register', () => register.list(kind, page)),
    write: (entry, expectedVersion) => run('register', () => register.write(entry, expectedVersion)),
    remove: (kind, id) => run('register', () => register.remove(kind, id)),
    needing: (page) => run('needing', () => attention.needing(page)),
    lately: (limit) => run('lately', () => attention.lately(limit)),
    silent: (within) => run('silent', () => attention.silent(within)),
    watch: watching.watch,
    erase: (id, expectedVersion) => run('erase', () => erase(id, expectedVersion)),
    healthy: () => isOpen() && health.healthy() && keys.healthy(),
    close: async () => {
      keys.stop();
      await watching.stop();
      attention.stop();
      await upkeep.end();
      await close();
    },
    charges: meter.figures,
    upkept: upkeep.run(),
    rotate: upkeep.run,
  };
}

/** Every call goes through here: counted, bounded in time, its faults classed and noted, and none once the store is closed. */
function createDoor({ sdk, meter, deadline }: Parts, health: WriteHealth) {
  const running = new Set<Promise<unknown>>();
  let closed = false;
  const run = async <T>(operation: string, call: () => Promise<T>): Promise<T> => {
    if (closed) throw new StoreFault('closed');
    health.assertWritable();
    const result = meter.measure(operation, () => deadline.within(call));
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
