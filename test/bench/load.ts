import type { Child } from './child';
import type { Customer, NewCustomer } from './customers';

export interface Load {
  readonly turnsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Server CPU per turn, microseconds, with everything that belongs to a whole lead. */
  readonly cpuPerTurn: number;
}

/** Whole leads by as many customers at once as asked, each sending its next message as soon as it is answered. */
export async function closedLoop(
  child: Child,
  newCustomer: NewCustomer,
  atOnce: number,
  seconds: number,
): Promise<Load> {
  const customers = Array.from({ length: atOnce }, () => newCustomer(child.port));
  const run = { latencies: [] as number[], measuring: false, over: false };
  const all = Promise.all(customers.map((customer) => talk(customer, run)));
  const window = async () => {
    await sleep(seconds * 300);
    const [cpu, start] = [await child.cpu(), performance.now()];
    run.measuring = true;
    await sleep(seconds * 1_000);
    run.measuring = false;
    const [elapsed, turns] = [performance.now() - start, run.latencies.length];
    run.over = true;
    return { turnsPerSecond: (turns / elapsed) * 1_000, cpuPerTurn: ((await child.cpu()) - cpu) / turns };
  };
  const [measured] = await Promise.all([window(), all]);
  for (const customer of customers) customer.close();
  return { ...measured, ...percentiles(run.latencies) };
}

async function talk(
  customer: Customer,
  run: { latencies: number[]; measuring: boolean; over: boolean },
): Promise<void> {
  while (!run.over) {
    await customer.ready();
    const start = performance.now();
    await customer.turn();
    if (run.measuring) run.latencies.push(performance.now() - start);
  }
}

/**
 * Messages at a fixed pace, whether or not earlier ones were answered: a server that stalls is charged for everyone
 * who comes meanwhile.
 */
export async function openLoop(child: Child, newCustomer: NewCustomer, perSecond: number, seconds: number) {
  const customers = Array.from({ length: Math.max(16, perSecond / 2) }, () => newCustomer(child.port));
  await Promise.all(customers.map((customer) => customer.ready()));
  const idle = [...customers];
  const latencies: number[] = [];
  const running = new Set<Promise<void>>();
  const total = perSecond * seconds;
  const begin = performance.now();
  for (let sent = 0; sent < total; sent++) {
    const due = begin + (sent * 1_000) / perSecond;
    await sleep(due - performance.now());
    const customer = idle.shift();
    if (customer === undefined)
      throw new Error('Every customer is waiting for an answer; the server does not keep up.');
    const start = performance.now();
    const turn = customer.turn().then(async () => {
      latencies.push(performance.now() - start);
      await customer.ready();
      idle.push(customer);
    });
    running.add(turn);
    void turn.finally(() => running.delete(turn));
  }
  await Promise.all(running);
  for (const customer of customers) customer.close();
  return percentiles(latencies);
}

/** Of any numbers; sorts a copy. */
export function percentiles(values: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

export function median(values: readonly number[]): number {
  return percentiles(values).p50;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve)));
}
