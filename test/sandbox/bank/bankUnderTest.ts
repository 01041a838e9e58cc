import { randomUUID } from 'node:crypto';
import { createCallouts, type Inferred } from '../../../adapters/callouts';
import { createHttp, type HttpLimits } from '../../../adapters/http';
import type { Market } from '../../../machines/market';
import { type BankOptions, createBank } from '../../../sandbox/bank';
import type { LedgerEntry } from '../../../sandbox/bank/ledger';

type FaultAsked = Record<string, unknown> & { readonly operation: string; readonly kind: string };

/** Short enough for a test, long enough for a busy machine. */
export const TEST_LIMITS: Partial<HttpLimits> = { headersTimeoutMs: 1_500, bodyTimeoutMs: 1_500 };

const openBanks = new Set<() => Promise<void>>();

// A test that fails half-way must not leave a server that keeps the run alive.
afterAll(async () => {
  for (const close of openBanks) await close();
});

/** A real sandbox bank on a free port, with its switches, and the product's own callouts pointed at it. */
export async function openBank(options: Partial<BankOptions> = {}) {
  const bank = await createBank({ port: 0, ...options });
  const origin = `http://127.0.0.1:${bank.port}`;
  const desk = async (path: string, init?: RequestInit) =>
    (await fetch(`${origin}/__sandbox/bank${path}`, init)).json();
  const https: { close(): void }[] = [];
  const close = async () => {
    openBanks.delete(close);
    for (const http of https) http.close();
    await bank.close();
  };
  openBanks.add(close);
  return {
    origin,
    baseUrl: `${origin}/gcb/api`,
    fault: (fault: FaultAsked) => desk('/faults', { method: 'POST', body: JSON.stringify(fault) }),
    applications: async (): Promise<LedgerEntry[]> =>
      ((await desk('/applications')) as { applications: LedgerEntry[] }).applications,
    reset: () => desk('', { method: 'DELETE' }),
    callouts(
      settings: { clock?: () => number; inferred?: Inferred; secret?: string; limits?: Partial<HttpLimits> } = {},
    ) {
      const http = createHttp({ allowedHosts: ['127.0.0.1'], limits: { ...TEST_LIMITS, ...settings.limits } });
      https.push(http);
      return createCallouts({
        http,
        connection: (market) => connectionOf(market, `${origin}/gcb/api`, settings.secret),
        clock: settings.clock ?? (() => 0),
        newUuid: randomUUID,
        ...(settings.inferred ? { inferred: settings.inferred } : {}),
      });
    },
    close: () => (openBanks.has(close) ? close() : Promise.resolve()),
  };
}

export type BankUnderTest = Awaited<ReturnType<typeof openBank>>;

function connectionOf(market: Market, baseUrl: string, secret?: string) {
  const name = market.toLowerCase();
  return { baseUrl, clientId: `sandbox-${name}`, clientSecret: secret ?? `sandbox-secret-${name}` };
}
