import { pause } from '../customers';
import { startMachines } from '../machines';
import { type Finding, finding, type Result, storm } from '../storm';
import { Crowd, type Fared } from './crowd';
import { type Door, openDoor } from './door';
import { keptOf } from './kept';
import { SLOW_KINDS, type SlowKind, slowClient } from './slow';
import { listen } from './streams';
import { newVisitor, nextRequest, STEPS } from './visitor';
import { watchVitals } from './vitals';

interface OverloadPlan {
  /** So many customers at once show what the server can do. */
  readonly full: number;
  readonly warmSeconds: number;
  readonly fullSeconds: number;
  /** Times the rate at which the server is just busy. */
  readonly times: readonly number[];
  readonly seconds: number;
  readonly thinkMs: number;
  readonly slow: number;
  /** After so long a slow client gives up by itself: far longer than a server may hold on to it. */
  readonly slowMs: number;
  /**
   * The same of one that reads nothing. What the system takes of the answers has left the server, whose connection then is
   * an idle one like any other; so it is judged only where this is longer than an idle one is kept (75 s).
   */
  readonly readingMs: number;
  /** Websockets that only listen. */
  readonly streams: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Of what the server can do, the least it must still do under every load; what shares the cores with it shares this too. */
  readonly leastGoodput: number;
}

/** So long the product keeps a connection on which nothing is asked. */
const IDLE_MS = 75_000;
const ENVIRONMENT = { TOKENS_PER_MINUTE: '1000000', MESSAGES_PER_MINUTE: '10000', LOG_LEVEL: 'fatal' };

export const overloadStorm = storm<OverloadPlan>({
  name: 'overload',
  does: 'customers come at up to five times the rate that can be served, beside slow clients and two thousand websockets',
  run: stormOfVisitors,
  long: {
    full: 32,
    warmSeconds: 15,
    fullSeconds: 15,
    times: [1, 2, 5],
    seconds: 25,
    thinkMs: 200,
    slow: 100,
    slowMs: 60_000,
    readingMs: 90_000,
    streams: 1_900,
    environment: { OVERLOAD_LOOP_DELAY_MS: '200' },
    leastGoodput: 0.9,
  },
  quick: {
    full: 8,
    warmSeconds: 1,
    fullSeconds: 2,
    times: [4],
    seconds: 6,
    thinkMs: 50,
    slow: 4,
    slowMs: 60_000,
    readingMs: 10_000,
    streams: 20,
    // A rush that a busy machine can raise: the queue alone decides.
    environment: { OVERLOAD_QUEUED_TURNS: '6' },
    leastGoodput: 0,
  },
});

async function stormOfVisitors(plan: OverloadPlan): Promise<Result> {
  const machines = await startMachines({ ...ENVIRONMENT, ...plan.environment });
  const door = openDoor(machines.port);
  const vitals = watchVitals(machines.pid);
  try {
    const crowd = new Crowd(door);
    // What a process can do shows once its code is warm.
    await crowd.fill(plan.full, plan.warmSeconds);
    const full = await crowd.fill(plan.full, plan.fullSeconds);
    const able = full.taken / full.seconds;
    const listeners = await listen(door, crowd.visitors, plan.streams);
    const longestMs = (kind: SlowKind) => (kind === 'reading' ? plan.readingMs : plan.slowMs);
    const slow = SLOW_KINDS.flatMap((kind) =>
      Array.from({ length: plan.slow }, () => slowClient(machines.port, kind, longestMs(kind))),
    );
    const phases: Fared[] = [];
    for (const times of plan.times) {
      const { seconds, thinkMs } = plan;
      phases.push(await crowd.come({ perSecond: (able * times) / STEPS, seconds, thinkMs }));
      await pause(thinkMs * 10);
    }
    const ended = await Promise.all(slow);
    const isOpenAgain = await isServed(door, 60_000);
    for (const listener of listeners) listener.close();
    const { mostRssMb, isGone } = vitals.stop();
    await machines.stopProduct();
    const isJudged = (kind: SlowKind) => kind !== 'reading' || plan.readingMs > IDLE_MS;
    const held = ended.filter(({ kind, seconds }) => isJudged(kind) && seconds * 1_000 >= longestMs(kind));
    return {
      findings: [
        { promise: 'the process lives through it', isKept: !isGone, seen: String(!isGone) },
        nothingElse(phases),
        finding('no customer about to confirm is turned away', 0, sum(phases, 'confirmsTurnedAway'), 'turned away'),
        {
          promise: 'under the greatest load somebody is turned away',
          isKept: (phases.at(-1)?.turnedAway ?? 0) > 0,
          seen: String(phases.at(-1)?.turnedAway),
        },
        everybodyInsideFinishes(phases),
        ...goodput(plan, able, phases),
        finding(
          'slow clients are let go',
          0,
          held.length,
          `held on ${[...new Set(held.map(({ kind }) => kind))].join()}`,
        ),
        { promise: 'afterwards everybody is let in again', isKept: isOpenAgain, seen: String(isOpenAgain) },
        ...(await keptOf(machines, crowd.visitors)),
      ],
      figures: {
        able: Math.round(able),
        streams: listeners.length,
        mostRssMb,
        ...Object.fromEntries(phases.map((phase, at) => [`times${plan.times[at]}`, figuresOf(phase)])),
      },
    };
  } finally {
    vitals.stop();
    door.close();
    await machines.stop();
  }
}

async function isServed(door: Door, patienceMs: number): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    if ((await nextRequest(door, newVisitor(999_999))) === 'taken') return true;
    await pause(500);
  }
  return false;
}

function nothingElse(phases: readonly Fared[]): Finding {
  const failures = phases.flatMap((phase) => phase.failures);
  const kinds = [...new Set(failures)].slice(0, 10).map((kind) => `; ${kind}`);
  return {
    promise: 'nothing but 2xx and 503 with Retry-After',
    isKept: failures.length === 0,
    seen: `${failures.length} others${kinds.join('')}`,
  };
}

function everybodyInsideFinishes(phases: readonly Fared[]): Finding {
  const inside = sum(phases, 'arrived') - sum(phases, 'leftAtTheDoor') - sum(phases, 'through');
  return finding('everybody who was let in gets to the end', 0, inside, 'did not');
}

function goodput({ leastGoodput, times }: OverloadPlan, able: number, phases: readonly Fared[]): readonly Finding[] {
  if (leastGoodput === 0) return [];
  return phases.map((phase, at) => {
    const wanted = Math.min(1, times[at] ?? 1) * able * leastGoodput;
    const seen = phase.taken / phase.seconds;
    return {
      promise: `at ${times[at]} times the rate, ${leastGoodput * 100} % of what can be served is`,
      isKept: seen >= wanted,
      seen: `${Math.round(seen)} of ${Math.round(able)} requests a second`,
    };
  });
}

function sum(phases: readonly Fared[], what: 'confirmsTurnedAway' | 'arrived' | 'leftAtTheDoor' | 'through') {
  return phases.reduce((total, phase) => total + phase[what], 0);
}

function figuresOf({ taken, seconds, arrived, turnedAway, late, leftAtTheDoor, p50, p99 }: Fared): string {
  const arrivals = Math.round((arrived / seconds) * 60);
  return `${Math.round(taken / seconds)}/s taken, ${arrivals} new a minute, ${turnedAway} turned away, ${late} written too late by the storm, ${leftAtTheDoor} left, p50 ${Math.round(p50)} p99 ${Math.round(p99)} ms`;
}
