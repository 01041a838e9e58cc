import { listenLocally, runAsProcess, type StandIn } from '../standIn';
import { openContract } from './contract';
import { createFaults } from './faults';
import type { Keyed } from './keyed';
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
  readonly keyed?: Keyed;
}

/** Starts the stand-in for the bank. */
export async function createBank(options: BankOptions): Promise<StandIn> {
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
    ...(options.keyed && { keyed: options.keyed }),
  };
  const server = createBankServer(bank, createFaults());
  const standIn = await listenLocally(server, options.port);
  return {
    port: standIn.port,
    async close() {
      await standIn.close();
      ledger.close();
    },
  };
}

if (require.main === module) {
  runAsProcess({
    name: 'bank',
    path: '/gcb/api',
    portVariable: 'SANDBOX_BANK_PORT',
    defaultPort: 4010,
    start: (port) => createBank({ port, stateFile: process.env.SANDBOX_BANK_STATE_FILE }),
  });
}
