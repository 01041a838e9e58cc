import { AsyncLocalStorage } from 'node:async_hooks';

/** What one call of the store was charged, all its requests and retries together. */
export interface Charge {
  readonly operation: string;
  readonly units: number;
  readonly requests: number;
}

/** What calls of one kind cost so far; the percentile is over the most recent ones. */
export interface ChargeFigures {
  readonly calls: number;
  readonly requests: number;
  readonly units: number;
  readonly p95: number;
}

/** Adds up request units by the store's own operations. */
export interface CosmosMeter {
  /** Whatever is charged while `task` runs counts to `operation`. */
  measure<T>(operation: string, task: () => Promise<T>): Promise<T>;
  /** One answered request. */
  charge(units: number): void;
  figures(): Readonly<Record<string, ChargeFigures>>;
}

const RECENT = 512;

export function createCosmosMeter(onCharge: (charge: Charge) => void): CosmosMeter {
  const running = new AsyncLocalStorage<{ units: number; requests: number }>();
  const totals = new Map<string, { calls: number; requests: number; units: number; recent: number[] }>();
  const note = ({ operation, units, requests }: Charge) => {
    const total = totals.get(operation) ?? { calls: 0, requests: 0, units: 0, recent: [] };
    totals.set(operation, total);
    total.recent[total.calls % RECENT] = units;
    total.calls += 1;
    total.requests += requests;
    total.units += units;
  };
  return {
    measure: (operation, task) => {
      const sum = { units: 0, requests: 0 };
      return running.run(sum, task).finally(() => {
        const charge = { operation, ...sum };
        note(charge);
        onCharge(charge);
      });
    },
    charge: (units) => {
      const sum = running.getStore();
      if (sum === undefined) return;
      sum.units += units;
      sum.requests += 1;
    },
    figures: () =>
      Object.fromEntries(
        [...totals].map(([operation, { recent, ...sum }]) => [operation, { ...sum, p95: p95(recent) }]),
      ),
  };
}

function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}
