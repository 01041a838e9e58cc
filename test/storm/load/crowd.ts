import { percentiles } from '../../bench/load';
import { pause } from '../customers';
import type { Door } from './door';
import { type Came, isConfirming, isNew, isThrough, newVisitor, nextRequest, type Visitor } from './visitor';

/** How a crowd fared. Times are those of requests that were taken. */
export interface Fared {
  readonly seconds: number;
  readonly arrived: number;
  readonly taken: number;
  readonly turnedAway: number;
  readonly confirmsTurnedAway: number;
  readonly late: number;
  readonly failed: number;
  /** What each of these was. */
  readonly failures: readonly string[];
  readonly through: number;
  readonly leftAtTheDoor: number;
  readonly p50: number;
  readonly p99: number;
}

export interface CrowdPlan {
  readonly perSecond: number;
  readonly seconds: number;
  /** Between two messages of one customer. */
  readonly thinkMs: number;
}

/** Whoever is turned away comes back then, later than asked so that the storm's own clock does not matter. */
const COME_BACK_MS = 2_500;
/** A newcomer who was turned away so often goes somewhere else. */
const PATIENCE = 3;
/** At the end those who are inside may finish. */
const FINISH_MS = 120_000;

/** All who ever came, over several crowds: what was acknowledged to each is known to the end. */
export class Crowd {
  readonly visitors: Visitor[] = [];

  constructor(private readonly door: Door) {}

  /** Customers come at this pace whatever becomes of those before them. */
  async come({ perSecond, seconds, thinkMs }: CrowdPlan): Promise<Fared> {
    const tally = emptyTally();
    const inside = new Set<Promise<void>>();
    const began = performance.now();
    const until = began + seconds * 1_000;
    for (let arrived = 0; performance.now() < until; ) {
      const due = Math.floor(((performance.now() - began) / 1_000) * perSecond);
      for (; arrived < due; arrived++) {
        const visit: Promise<void> = this.visit(tally, thinkMs, until).finally(() => inside.delete(visit));
        inside.add(visit);
      }
      await pause(5);
    }
    const taken = tally.taken;
    const elapsed = (performance.now() - began) / 1_000;
    await Promise.all(inside);
    const { latencies, ...counts } = tally;
    return { ...counts, ...percentiles(latencies), taken, seconds: elapsed };
  }

  /** A closed number of customers, each as fast as it is answered: what the server can do. */
  async fill(customers: number, seconds: number): Promise<Fared> {
    const tally = emptyTally();
    const began = performance.now();
    const until = began + seconds * 1_000;
    const lane = async () => {
      while (performance.now() < until) await this.visit(tally, 0, until);
    };
    const all = Promise.all(Array.from({ length: customers }, lane));
    await pause(seconds * 1_000);
    const taken = tally.taken;
    const elapsed = (performance.now() - began) / 1_000;
    await all;
    const { latencies, ...counts } = tally;
    return { ...counts, ...percentiles(latencies), taken, seconds: elapsed };
  }

  private async visit(tally: Tally, thinkMs: number, until: number): Promise<void> {
    const visitor = newVisitor(this.visitors.length);
    this.visitors.push(visitor);
    tally.arrived += 1;
    while (!isThrough(visitor) && performance.now() < until + FINISH_MS) {
      const wasConfirming = isConfirming(visitor);
      const began = performance.now();
      const came = await nextRequest(this.door, visitor);
      note(tally, came, visitor, wasConfirming);
      if (came === 'taken') {
        tally.latencies.push(performance.now() - began);
        if (thinkMs > 0) await pause(thinkMs);
        continue;
      }
      if (isNew(visitor) && visitor.refusals >= PATIENCE) {
        tally.leftAtTheDoor += 1;
        return;
      }
      await pause(COME_BACK_MS);
    }
    if (isThrough(visitor)) tally.through += 1;
  }
}

function note(tally: Tally, came: Came, { failures }: Visitor, wasConfirming: boolean): void {
  tally[came] += 1;
  if (came === 'failed') tally.failures.push(failures.at(-1) ?? '');
  if (came === 'turnedAway' && wasConfirming) tally.confirmsTurnedAway += 1;
}

type Tally = ReturnType<typeof emptyTally>;

function emptyTally() {
  const latencies: number[] = [];
  const counts = { arrived: 0, taken: 0, turnedAway: 0, confirmsTurnedAway: 0, late: 0, failed: 0, through: 0 };
  return { ...counts, leftAtTheDoor: 0, latencies, failures: [] as string[] };
}
