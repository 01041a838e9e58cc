import type { AddressInfo } from 'node:net';
import { openContract } from './contract';
import { createFaults } from './faults';
import { openLedger } from './ledger';
import type { StageRule } from './operations';
import { createBankServer } from './server';
import { createTokens } from './tokens';

const MINUTE_MS = 60_000;

/** How an application moves on at the sandbox bank. */
const STAGES: readonly StageRule[] = [
  { stage: 'PRESCREENING', afterMs: 0 },
  { stage: 'BACKGROUND_SCREENING', afterMs: MINUTE_MS },
  { stage: 'APPROVAL', afterMs: 3 * MINUTE_MS },
  { stage: 'ACCOUNT_OPENED', afterMs: 10 * MINUTE_MS },
];

export interface BankOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** Where the ledger is kept across restarts; without it the ledger lives in memory. */
  readonly stateFile?: string;
  readonly clock?: () => number;
  readonly stages?: readonly StageRule[];
  readonly strictProfile?: boolean;
  readonly pageSize?: number;
}

/** Starts the stand-in bank on the loopback interface; it is never reachable from outside the machine. */
export async function createBank(options: BankOptions): Promise<{ port: number; close(): Promise<void> }> {
  const clock = options.clock ?? Date.now;
  const ledger = openLedger(options.stateFile);
  const bank = {
    contract: openContract(),
    ledger,
    tokens: createTokens(clock),
    clock,
    stages: options.stages ?? STAGES,
    strictProfile: options.strictProfile ?? true,
    pageSize: options.pageSize ?? 10,
  };
  const server = createBankServer(bank, createFaults());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    // A listening TCP server has an address with a port.
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      ledger.close();
    },
  };
}

/** As a process of its own: says where it listens, tells its parent, and ends on SIGTERM. */
async function main(): Promise<void> {
  const port = Number(process.argv[2] ?? process.env.SANDBOX_BANK_PORT ?? 4010);
  const bank = await createBank({ port, stateFile: process.env.SANDBOX_BANK_STATE_FILE });
  console.log(`Sandbox bank (fictional): http://127.0.0.1:${bank.port}/gcb/api`);
  process.send?.({ port: bank.port });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void bank.close().then(() => process.exit(0)));
  }
}

if (require.main === module) {
  main().catch((cause: NodeJS.ErrnoException & { port?: number }) => {
    const isTaken = cause.code === 'EADDRINUSE';
    console.error(
      isTaken ? `Port ${cause.port} is in use; choose another for the sandbox bank with SANDBOX_BANK_PORT.` : cause,
    );
    process.exit(1);
  });
}
