import type { CalloutConnection } from '../../adapters/callouts/callout';
import type { Market } from '../../machines/market';
import { createBank } from '../../sandbox/bank';
import type { Fault } from '../../sandbox/bank/faults';

/** The stand-in bank on a port of its own, with its switches as functions. */
export interface TestBank {
  readonly connection: (market: Market) => CalloutConnection;
  /** Makes the next matching calls go wrong. */
  fails(fault: Partial<Fault> & Pick<Fault, 'operation' | 'kind'>): Promise<void>;
  /** Applications the bank has taken, oldest first: the ledger decides how many there are. */
  applications(): Promise<readonly LedgerLine[]>;
  /** Refuses connections until it comes up again, on the same port and with the same ledger. */
  goesDown(): Promise<void>;
  comesUp(): Promise<void>;
  close(): Promise<void>;
}

export interface LedgerLine {
  readonly reference: string;
  readonly market: Market;
  readonly body: unknown;
}

export async function createTestBank(): Promise<TestBank> {
  let running: Awaited<ReturnType<typeof createBank>> | undefined = await createBank({ port: 0 });
  const { port } = running;
  const switches = `http://127.0.0.1:${port}/__sandbox/bank`;
  const earlier: LedgerLine[] = [];
  const ledger = async (): Promise<readonly LedgerLine[]> => {
    const answer = await fetch(`${switches}/applications`);
    return ((await answer.json()) as { applications: LedgerLine[] }).applications;
  };
  const close = async () => {
    await running?.close();
    running = undefined;
  };
  return {
    connection: (market) => {
      const code = market.toLowerCase();
      const baseUrl = `http://127.0.0.1:${port}/gcb/api`;
      return { baseUrl, clientId: `sandbox-${code}`, clientSecret: `sandbox-secret-${code}` };
    },
    async fails(fault) {
      const answer = await fetch(`${switches}/faults`, { method: 'POST', body: JSON.stringify(fault) });
      if (answer.status !== 201) throw new Error(`The bank refuses this fault: ${await answer.text()}`);
    },
    applications: async () => [...earlier, ...(running ? await ledger() : [])],
    async goesDown() {
      earlier.push(...(await ledger()));
      await close();
    },
    async comesUp() {
      running = await createBank({ port });
    },
    close,
  };
}
