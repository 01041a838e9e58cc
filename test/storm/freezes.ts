import { chanceOf, pause, pickOf } from './customers';
import { fences, takenOver } from './fences';
import type { Machines } from './machines';
import { cameTrue } from './patience';
import type { Point } from './points';
import type { Trace } from './probe';
import { besiege, type SiegePlan } from './siege';
import { finding, type Result, storm } from './storm';

interface FreezesPlan extends SiegePlan {
  /** So many of them may stand still at the same time. */
  readonly atOnce: number;
  /** Half of them at moments of chance, half at named points. */
  readonly rounds: number;
  /** How long one stands still, at least and at most. */
  readonly forMs: readonly [least: number, most: number];
  /** Nobody is stopped after that. */
  readonly mostMs: number;
  readonly seed: number;
}

export const freezesStorm = storm<Omit<FreezesPlan, 'seed'>>({
  name: 'freezes',
  does: 'processes stand still for longer than their leases, and go on when others have their work',
  seed: 3,
  run: stormOfFreezes,
  long: {
    workers: 4,
    atOnce: 3,
    applicants: 24,
    rounds: 200,
    forMs: [5_000, 30_000],
    mostMs: 60 * 60_000,
    quietMs: 250,
    patienceMs: 6 * 60_000,
    calmMs: 5 * 60_000,
    judgesTime: false,
  },
  quick: {
    workers: 3,
    atOnce: 2,
    applicants: 12,
    rounds: 2,
    forMs: [14_000, 15_000],
    mostMs: 3 * 60_000,
    quietMs: 250,
    patienceMs: 2 * 60_000,
    calmMs: 60_000,
    judgesTime: false,
  },
});

/** Where a process that goes on is most dangerous: with something in hand that it believes to be its own. */
const POINTS: readonly Point[] = [
  'callout.claimed',
  'bank.beforeRequest',
  'bank.answered',
  'outcome.beforeCommit',
  'reply.claimed',
  'reply.beforePost',
  'reply.posted',
  'reply.beforeSettle',
  'turn.beforeCommit',
  'intent.beforeCommit',
];

function stormOfFreezes(plan: FreezesPlan): Promise<Result> {
  const shortLeases = { STORM_LEASES: '0.05' };
  return besiege(
    plan,
    async (machines) => {
      const frozen = await freezeAll(machines, plan);
      return { killed: 0, endedLate: 0, keys: [], look: () => look(machines.probe.trace(), plan, frozen) };
    },
    shortLeases,
  );
}

function look(trace: readonly Trace[], plan: FreezesPlan, frozen: number): Result {
  return {
    findings: [finding('as many stood still as planned', plan.rounds, frozen), ...fences(trace)],
    figures: {
      stoodStill: frozen,
      takenOver: takenOver(trace),
      droppedAsFenced: trace.filter((one) => one.event === 'settled' && !one.isHeld).length,
      heldBackAtTheLastMoment: trace.filter((one) => one.event === 'posted' && one.outcome === 'notSent').length,
    },
  };
}

/** How many stood still in the end. */
async function freezeAll(machines: Machines, plan: FreezesPlan): Promise<number> {
  const random = chanceOf(plan.seed);
  const frozen = new Set<number>();
  const giveUpAt = performance.now() + plan.mostMs;
  let [left, done, orders] = [plan.rounds, 0, 0];
  const lane = async () => {
    while (left > 0 && performance.now() < giveUpAt) {
      left -= 1;
      orders += 1;
      const point = orders % 2 === 0 ? undefined : pickOf(random, POINTS);
      const victim = await (point === undefined ? stopByChance(machines, frozen, random) : stopAt(machines, point));
      if (victim === undefined) {
        left += 1;
        continue;
      }
      frozen.add(victim);
      const [least, most] = plan.forMs;
      await pause(least + random() * (most - least));
      process.kill(victim, 'SIGCONT');
      frozen.delete(victim);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: plan.atOnce }, lane));
  return done;
}

async function stopByChance(machines: Machines, frozen: ReadonlySet<number>, random: () => number) {
  await pause(random() * 1_000);
  // The first of them only looks after the others.
  const awake = machines
    .processes()
    .slice(1)
    .filter((pid) => !frozen.has(pid));
  const victim = pickOf(random, awake);
  if (victim !== undefined) process.kill(victim, 'SIGSTOP');
  return victim;
}

/** Another point then: nobody comes by while too many stand still. */
const ROUND_MS = 20_000;

/** One order at a time: whoever comes to the point stands still by itself. */
async function stopAt({ probe }: Machines, point: Point): Promise<number | undefined> {
  const isOver = () => !probe.isArmed();
  if (!(await cameTrue(isOver))) return undefined;
  const before = stopped(probe.trace()).length;
  probe.arm(point, 'stop');
  await cameTrue(isOver, ROUND_MS);
  if (!probe.disarm()) return undefined;
  const victim = () => stopped(probe.trace())[before]?.pid;
  await cameTrue(() => victim() !== undefined);
  return victim();
}

function stopped(trace: readonly Trace[]): readonly Trace[] {
  return trace.filter(({ event }) => event === 'stopped');
}
