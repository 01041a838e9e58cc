import { listenLocally, runAsProcess, type StandIn } from '../standIn';
import { containerOf, createAccount } from './account';
import { SANDBOX_COSMOS_KEY } from './auth';
import { type Body, RANGES } from './collection';
import { createFaults, type Faults } from './faults';
import { createCosmosServer } from './server';

export interface CosmosOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly key?: string;
  /** Decides which calls a fault with a share strikes. */
  readonly random?: () => number;
}

/** A running stand-in. */
export interface CosmosStandIn extends StandIn {
  readonly endpoint: string;
  readonly key: string;
  readonly faults: Faults;
  /** What was asked of it so far. */
  readonly meter: { readonly requests: number; readonly units: number };
  /** All items of a container as they lie there, past every index: for whoever judges what was kept. */
  rows(database: string, container: string): readonly Body[];
}

/** Starts the stand-in on the loopback interface; it neither can be reached from outside the machine nor reaches out. */
export async function createCosmos(options: CosmosOptions): Promise<CosmosStandIn> {
  const { key = SANDBOX_COSMOS_KEY, random = Math.random } = options;
  const faults = createFaults(random);
  const account = createAccount(key, faults);
  const standIn = await listenLocally(createCosmosServer(account), options.port);
  account.address = `http://127.0.0.1:${standIn.port}/`;
  const rows = (database: string, container: string) => {
    const collection = containerOf(account, database, container);
    const ranges = collection === undefined ? [] : Array.from({ length: RANGES }, (_, range) => range);
    return ranges.flatMap((range) => collection?.scan(range, collection.head(range)).map(({ body }) => body) ?? []);
  };
  return { ...standIn, endpoint: account.address, key, faults, meter: account.meter, rows };
}

if (require.main === module) {
  runAsProcess({
    name: 'Cosmos DB',
    path: '/',
    portVariable: 'SANDBOX_COSMOS_PORT',
    defaultPort: 4012,
    start: (port) => createCosmos({ port }),
  });
}
