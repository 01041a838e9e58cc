import type { AddressInfo } from 'node:net';
import { createAccount } from './account';
import { SANDBOX_COSMOS_KEY } from './auth';
import { createFaults, type Faults } from './faults';
import { createCosmosServer } from './server';

export { SANDBOX_COSMOS_KEY } from './auth';

export interface CosmosOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly key?: string;
  /** Decides which calls a fault with a share strikes. */
  readonly random?: () => number;
}

/** A running stand-in. */
export interface CosmosStandIn {
  readonly port: number;
  readonly endpoint: string;
  readonly key: string;
  readonly faults: Faults;
  /** What was asked of it so far. */
  readonly meter: { readonly requests: number; readonly units: number };
  close(): Promise<void>;
}

/** Starts the stand-in on the loopback interface; it neither can be reached from outside the machine nor reaches out. */
export async function createCosmos(options: CosmosOptions): Promise<CosmosStandIn> {
  const { key = SANDBOX_COSMOS_KEY, random = Math.random } = options;
  const faults = createFaults(random);
  const account = createAccount(key, faults);
  const server = createCosmosServer(account);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}/`;
  account.address = endpoint;
  return {
    port,
    endpoint,
    key,
    faults,
    meter: account.meter,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** As a process of its own: says where it listens, tells its parent, and ends on SIGTERM. */
async function main(): Promise<void> {
  const cosmos = await createCosmos({ port: Number(process.argv[2] ?? process.env.SANDBOX_COSMOS_PORT ?? 4012) });
  console.log(`Sandbox Cosmos DB (in memory): ${cosmos.endpoint}`);
  process.send?.({ port: cosmos.port });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void cosmos.close().then(() => process.exit(0)));
  }
}

if (require.main === module) {
  main().catch((cause: NodeJS.ErrnoException & { port?: number }) => {
    const isTaken = cause.code === 'EADDRINUSE';
    console.error(isTaken ? `Port ${cause.port} is in use; choose another with SANDBOX_COSMOS_PORT.` : cause);
    process.exit(1);
  });
}
