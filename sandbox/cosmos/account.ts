import { type Collection, type CollectionDefinition, createCollection } from './collection';
import type { Faults } from './faults';

/** What one account holds, and what it has been charged. */
export interface Account {
  readonly key: string;
  readonly faults: Faults;
  /** Containers by database id. */
  readonly databases: Map<string, Map<string, Collection>>;
  readonly meter: { requests: number; units: number };
  /** Its own address, which the SDK learns from it. */
  address: string;
}

export function createAccount(key: string, faults: Faults): Account {
  return { key, faults, databases: new Map(), meter: { requests: 0, units: 0 }, address: '' };
}

/** Undefined when the database is not there. */
export function containerOf(account: Account, database: string, id: string): Collection | undefined {
  return account.databases.get(database)?.get(id);
}

/** Resource ids carry the length by which the SDK tells a container's: eight bytes. */
export function addContainer(containers: Map<string, Collection>, definition: CollectionDefinition): Collection {
  const rid = Buffer.alloc(8);
  rid.writeUInt32BE(containers.size + 1, 4);
  const collection = createCollection(definition, rid.toString('base64').replace(/\//g, '-'));
  containers.set(definition.id, collection);
  return collection;
}
