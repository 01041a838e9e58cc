import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chanceOf, pause, pickOf } from './customers';
import type { Machines, Settings } from './machines';
import { killsOffline } from './offline';
import { backUp } from './operators';
import { cameTrue, fetchSoon, insist, PATIENCE_MS } from './patience';
import { POINTS, type Point } from './points';
import { besiege, type SiegePlan } from './siege';
import { finding, type Result, storm } from './storm';
import { masterKeyOf } from './story';

interface KillsPlan extends SiegePlan {
  /** At moments of chance. */
  readonly random: number;
  /** At each of the named points. */
  readonly each: number;
  /** Between two kills, at most. */
  readonly lullMs: number;
  /** What is not killed by then lives. */
  readonly mostMs: number;
  readonly points: readonly Point[];
  readonly seed: number;
}

export const killsStorm = storm<Omit<KillsPlan, 'seed'>>({
  name: 'kills',
  does: 'processes are killed at moments of chance and at named points, while customers apply on both channels',
  seed: 1,
  run: stormOfKills,
  long: {
    workers: 2,
    applicants: 24,
    random: 250,
    each: 10,
    lullMs: 1_500,
    mostMs: 60 * 60_000,
    quietMs: 250,
    patienceMs: 6 * 60_000,
    calmMs: 5 * 60_000,
    judgesTime: true,
    points: Object.keys(POINTS) as Point[],
  },
  quick: {
    workers: 2,
    applicants: 10,
    random: 3,
    each: 1,
    lullMs: 300,
    mostMs: 4 * 60_000,
    quietMs: 150,
    patienceMs: 2 * 60_000,
    calmMs: 60_000,
    judgesTime: false,
    points: [
      'turn.committed',
      'intent.committed',
      'callout.claimed',
      'bank.flushed',
      'bank.answered',
      'outcome.committed',
      'reply.flushed',
      'reply.posted',
      'drain.closing',
      'rotation.rewrapped',
      'migration.afterStep',
      'erasure.keyDestroyed',
    ],
  },
});

/**
 * The product is killed over and over, by chance and in the very moment in which it does one thing or the other, while
 * customers apply who never give up on a message.
 */
function stormOfKills(plan: KillsPlan): Promise<Result> {
  return besiege(plan, async (machines) => {
    mkdirSync(join(machines.dataDirectory, 'backups'), { recursive: true });
    const storm = newStorm(plan, machines);
    await killAll(storm);
    return {
      killed: storm.byChance + storm.inOneGo + sumOf(storm.hits),
      endedLate: storm.endedLate,
      keys: storm.keys,
      look: () => look(storm),
    };
  });
}

async function look({ plan, machines, ...storm }: Storm): Promise<Result> {
  const offline = await killsOffline(machines.directory, plan.each);
  const hits = new Map([...storm.hits, ...offline.hits]);
  const missed = plan.points.filter((point) => (hits.get(point) ?? 0) < plan.each);
  const names = `${missed.join(' ')}; not reached: ${storm.unreached.join(', ')}`;
  return {
    findings: [
      finding('every named point was died at as often as planned', 0, missed.length, names),
      finding('and by chance', plan.random, storm.byChance),
      ...offline.findings,
    ],
    figures: { kills: storm.byChance + sumOf(hits), points: hits.size },
  };
}

interface Storm {
  readonly plan: KillsPlan;
  readonly machines: Machines;
  readonly random: () => number;
  /** What the store's own keys are wrapped with by now, the newest first; empty: with the master key. */
  keys: readonly string[];
  readonly hits: Map<Point, number>;
  /** Points nobody came to in time, each time. */
  readonly unreached: string[];
  /** How many died at a moment of chance. */
  byChance: number;
  /** How often all of it was killed so that it starts anew. */
  inOneGo: number;
  /** How many orderly ends were none, since a process was killed in them. */
  endedLate: number;
}

function newStorm(plan: KillsPlan, machines: Machines): Storm {
  const random = chanceOf(plan.seed);
  return { plan, machines, random, keys: [], hits: new Map(), unreached: [], byChance: 0, inOneGo: 0, endedLate: 0 };
}

/** The named points in any order, and between them kills by chance. */
async function killAll(storm: Storm): Promise<void> {
  const { plan, random } = storm;
  const online = plan.points.filter((point) => POINTS[point] !== 'migration' && POINTS[point] !== 'erasure');
  const orders: (Point | 'chance')[] = [
    ...Array.from({ length: plan.random }, () => 'chance' as const),
    ...online.flatMap((point) => Array.from({ length: plan.each }, () => point)),
  ];
  const giveUpAt = performance.now() + plan.mostMs;
  while (orders.length > 0 && performance.now() < giveUpAt) {
    const at = Math.floor(random() * orders.length);
    const [order = 'chance'] = orders.splice(at, 1);
    await pause(random() * plan.lullMs);
    if (order === 'chance') await killByChance(storm);
    else await killAt(storm, order);
    await standsAgain(storm.machines);
    // Half of the deaths find the product serving, however slowly it starts; the others may come while it gets up.
    if (random() < 0.5) await servesAgain(storm.machines);
  }
}

/** One of the processes, or the one that looks after them. Some have just ended by themselves: then another. */
async function killByChance(storm: Storm): Promise<void> {
  const { random, machines } = storm;
  let victim: number | undefined;
  await insist('there is a process to kill', async () => {
    await standsAgain(machines);
    victim = pickOf(random, machines.processes());
    return victim !== undefined && isKilled(victim);
  });
  storm.byChance += 1;
  if (victim === machines.pid()) await machines.ended();
}

/** A request that a killed process had taken may be answered by nobody: the next one is. */
const LOOK_MS = 5_000;

async function servesAgain(machines: Machines): Promise<void> {
  await insist('the product serves again', async () => {
    await standsAgain(machines);
    return fetchSoon(`http://127.0.0.1:${machines.port}/readyz`, {}, LOOK_MS)
      .then(({ ok }) => ok)
      .catch(() => false);
  });
}

/** False when it had ended by itself. */
function isKilled(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Whoever looks after the others replaces them; nobody but us replaces him. */
async function standsAgain(machines: Machines): Promise<void> {
  if (machines.processes().length === 0) await machines.restart();
}

/** A process may be told to go before it has come as far as the point: then it is brought there once more. */
async function killAt(storm: Storm, point: Point): Promise<void> {
  const { machines, hits } = storm;
  const isOver = () => !machines.probe.isArmed();
  const giveUpAt = performance.now() + PATIENCE_MS;
  machines.probe.arm(point);
  while (!isOver() && performance.now() < giveUpAt) {
    await standsAgain(machines);
    await bringTo(storm, POINTS[point]);
    await cameTrue(isOver, POINTS[point] === 'drain' ? 0 : ROUND_MS);
  }
  if (!machines.probe.disarm()) {
    storm.unreached.push(`${point} (with ${machines.processes().length} processes)`);
    return;
  }
  hits.set(point, (hits.get(point) ?? 0) + 1);
  const victim = machines.probe.trace().findLast(({ event }) => event === 'died')?.pid;
  // Of those that were to end in order one did not, and the first says so.
  const isDrained = POINTS[point] === 'drain';
  if (isDrained || victim === machines.pid()) await machines.ended();
  if (isDrained && machines.exits.at(-1)?.code === 1) storm.endedLate += 1;
}

/** How long what happens by itself may take until it is brought about again. */
const ROUND_MS = 15_000;

/** What has to happen so that the product comes by. A process that dies on its way answers nobody. */
async function bringTo(storm: Storm, occasion: (typeof POINTS)[Point]): Promise<void> {
  const { machines } = storm;
  switch (occasion) {
    case 'start':
      storm.inOneGo += 1;
      await machines.kill();
      return machines.restart().catch(() => undefined);
    case 'drain':
      return machines.stopProduct();
    case 'rotation':
      await machines.stopProduct();
      return machines.restart(rotated(storm)).catch(() => undefined);
    case 'backup':
      return backUp(machines).catch(() => undefined);
    default:
  }
}

/** The next key, beside the one before: what a rotation that was cut off has not come to is wrapped with that. */
function rotated(storm: Storm): Settings {
  const key = `storm-key-${storm.keys.length}-`.padEnd(43, 'k');
  storm.keys = [key, ...storm.keys];
  const before = storm.keys.slice(1);
  const previous = [...before, masterKeyOf(storm.machines.dataDirectory)];
  return { STORE_KEY: key, STORE_KEY_PREVIOUS: previous.join(',') };
}

function sumOf(hits: ReadonlyMap<Point, number>): number {
  return [...hits.values()].reduce((sum, count) => sum + count, 0);
}
