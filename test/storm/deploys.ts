import { chanceOf, pause, pickOf } from './customers';
import type { Machines } from './machines';
import { endsOf } from './oracles';
import { cameTrue } from './patience';
import { type Aftermath, besiege, type SiegePlan } from './siege';
import { atMost, finding, type Result, storm } from './storm';

interface DeploysPlan extends SiegePlan {
  /** How many times a process, or all of them, are asked to go. */
  readonly rounds: number;
  readonly everyMs: number;
  readonly seed: number;
}

export const deploysStorm = storm<Omit<DeploysPlan, 'seed'>>({
  name: 'deploys',
  does: 'processes are asked to go, one by one and all together, and come back, under customers who never stop',
  seed: 5,
  run: stormOfDeploys,
  long: {
    workers: 2,
    applicants: 24,
    rounds: 100,
    everyMs: 4_000,
    quietMs: 250,
    patienceMs: 6 * 60_000,
    calmMs: 5 * 60_000,
    judgesTime: false,
  },
  quick: {
    workers: 2,
    applicants: 10,
    rounds: 4,
    everyMs: 1_500,
    quietMs: 250,
    patienceMs: 2 * 60_000,
    calmMs: 60_000,
    judgesTime: false,
  },
});

const DRAIN_MS = 25_000;

/** Everything that a new release of the same schema does to the old one: nobody may read an error of it. */
function stormOfDeploys(plan: DeploysPlan): Promise<Result> {
  return besiege(plan, async (machines) => {
    const drainsMs = await roll(machines, plan);
    return { killed: 0, endedLate: 0, keys: [], look: (aftermath) => look(aftermath, plan, drainsMs) };
  });
}

function look({ machines, story, history }: Aftermath, plan: DeploysPlan, drainsMs: readonly number[]): Result {
  const ends = endsOf(machines);
  const waited = history.retried();
  return {
    findings: [
      finding('asked to go as often as planned', plan.rounds, drainsMs.length),
      atMost('every process ended in time (slowest)', DRAIN_MS, Math.max(...drainsMs), 'ms'),
      finding('no answer but 2xx, and refused connections', 0, waited.length, waited.slice(0, 9).join(' ')),
      finding('O1 nobody needs a person: what was begun was finished', 0, casesIn(story.conversations)),
    ],
    figures: {
      rounds: plan.rounds,
      workersEnded: ends.filter(({ worker }) => worker !== undefined).length,
      slowestDrainMs: Math.max(...drainsMs),
    },
  };
}

/** Every fourth time all of them, else one; how long each took to go. */
async function roll(machines: Machines, plan: DeploysPlan): Promise<readonly number[]> {
  const random = chanceOf(plan.seed);
  const drainsMs: number[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    await pause(plan.everyMs);
    const victim = round % 4 === 3 ? undefined : pickOf(random, machines.processes().slice(1));
    const begun = performance.now();
    if (victim === undefined) await machines.stopProduct();
    else await workerEnds(machines, victim);
    drainsMs.push(Math.round(performance.now() - begun));
    if (victim === undefined) await machines.restart();
  }
  return drainsMs;
}

async function workerEnds(machines: Machines, victim: number): Promise<void> {
  process.kill(victim, 'SIGTERM');
  await cameTrue(() => !machines.processes().includes(victim), 2 * DRAIN_MS);
}

function casesIn(conversations: ReadonlyMap<string, { readonly cases: readonly unknown[] }>): number {
  return [...conversations.values()].reduce((sum, { cases }) => sum + cases.length, 0);
}
