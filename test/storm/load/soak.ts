import { join } from 'node:path';
import { pause } from '../customers';
import { startMachines } from '../machines';
import { type Finding, finding, type Result, storm } from '../storm';
import { Crowd, type Fared } from './crowd';
import { openDoor } from './door';
import { keptOf } from './kept';
import { STEPS } from './visitor';
import { megabytesOf, vitalsOf } from './vitals';

interface SoakPlan {
  readonly minutes: number;
  /** Requests a second, new leads and their messages together. */
  readonly perSecond: number;
  readonly faultEveryMs: number;
  readonly looksEveryMs: number;
  /** What an hour may add, by the line through all that was seen after the first third. */
  readonly mostMbAnHour?: number;
}

export const soakStorm = storm<SoakPlan>({
  name: 'soak',
  does: 'half an hour of fifty requests a second, with a fault every two minutes: nothing grows, and nothing is lost',
  run: stormOfPatience,
  long: { minutes: 30, perSecond: 50, faultEveryMs: 120_000, looksEveryMs: 5_000, mostMbAnHour: 60 },
  quick: { minutes: 0.2, perSecond: 20, faultEveryMs: 4_000, looksEveryMs: 1_000 },
});

const ENVIRONMENT = { TOKENS_PER_MINUTE: '1000000', MESSAGES_PER_MINUTE: '10000' };
const FAULTS = ['bank', 'kill', 'bank', 'stop'] as const;
const THINK_MS = 500;
const MOST_WAL_MB = 64;
const MORE_FILES = 20;

interface Look {
  readonly atMs: number;
  /** Which process: one that was killed is followed by another. */
  readonly pid: number;
  readonly rssMb: number;
  readonly files: number;
  readonly walMb: number;
}

async function stormOfPatience(plan: SoakPlan): Promise<Result> {
  const machines = await startMachines(ENVIRONMENT);
  const door = openDoor(machines.port);
  const crowd = new Crowd(door);
  const looks: Look[] = [];
  const began = performance.now();
  const until = began + plan.minutes * 60_000;
  const look = setInterval(() => {
    const pid = machines.pid();
    const vitals = vitalsOf(pid);
    if (vitals === undefined) return;
    const walMb = megabytesOf(join(machines.dataDirectory, 'store.db-wal'));
    looks.push({ atMs: performance.now() - began, pid, ...vitals, walMb });
  }, plan.looksEveryMs);
  const faults = async () => {
    let count = 0;
    for (; performance.now() + plan.faultEveryMs < until; count++) {
      await pause(plan.faultEveryMs);
      await spoil(machines, FAULTS[count % FAULTS.length] ?? 'bank');
    }
    return count;
  };
  try {
    const crowded = crowd.come({
      perSecond: plan.perSecond / STEPS,
      seconds: plan.minutes * 60,
      thinkMs: THINK_MS,
    });
    const [fared, spoilt] = await Promise.all([crowded, faults()]);
    // The crowd's own connections are not what the product leaves open.
    door.close();
    await pause(plan.looksEveryMs * 2);
    clearInterval(look);
    await machines.stopProduct();
    const inside = fared.arrived - fared.leftAtTheDoor - fared.through;
    return {
      findings: [
        finding('everybody who came got to the end', 0, inside, 'did not'),
        ...(await keptOf(machines, crowd.visitors)),
        ...slopes(plan, looks),
      ],
      figures: { ...figuresOf(fared), faults: spoilt, ...lastOf(looks) },
    };
  } finally {
    clearInterval(look);
    door.close();
    await machines.stop();
  }
}

async function spoil(machines: Awaited<ReturnType<typeof startMachines>>, fault: (typeof FAULTS)[number]) {
  if (fault === 'bank') {
    await machines.bankFails({ operation: 'create', kind: '503', times: 10 });
    return;
  }
  await (fault === 'kill' ? machines.kill() : machines.stopProduct());
  await machines.restart();
}

/** Memory is that of one process: a kill begins it anew, so the slope is looked for within the longest life. */
function slopes({ mostMbAnHour }: SoakPlan, looks: readonly Look[]): readonly Finding[] {
  const wal = Math.max(0, ...looks.map(({ walMb }) => walMb));
  const [first, last] = [looks[0]?.files ?? 0, looks.at(-1)?.files ?? 0];
  const always: readonly Finding[] = [
    { promise: `the journal stays below ${MOST_WAL_MB} MB`, isKept: wal <= MOST_WAL_MB, seen: `${wal.toFixed(1)} MB` },
    {
      promise: 'no file or connection is left open',
      isKept: last <= first + MORE_FILES,
      seen: `${first}, ${last} in the end`,
    },
  ];
  if (mostMbAnHour === undefined) return always;
  const life = settled(longestLife(looks));
  const slope = slopeOf(life.map(({ atMs, rssMb }) => [atMs / 3_600_000, rssMb]));
  return [
    ...always,
    {
      promise: `memory grows by less than ${mostMbAnHour} MB an hour`,
      isKept: slope <= mostMbAnHour,
      seen: `${slope.toFixed(1)} MB`,
    },
  ];
}

function longestLife(looks: readonly Look[]): readonly Look[] {
  const lives = [...new Set(looks.map(({ pid }) => pid))].map((one) => looks.filter(({ pid }) => pid === one));
  return lives.reduce((longest, life) => (life.length > longest.length ? life : longest), []);
}

function settled(life: readonly Look[]): readonly Look[] {
  return life.slice(Math.floor(life.length / 3));
}

/** Of the line nearest to all points. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const above = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0);
  const below = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return below === 0 ? 0 : above / below;
}

function figuresOf({ taken, seconds, arrived, failed, turnedAway, p50, p99 }: Fared) {
  const rate = Math.round(taken / seconds);
  return { rate, arrived, failed, turnedAway, p50: Math.round(p50), p99: Math.round(p99) };
}

function lastOf(looks: readonly Look[]) {
  return { firstRssMb: looks[0]?.rssMb ?? 0, lastRssMb: looks.at(-1)?.rssMb ?? 0, looks: looks.length };
}
