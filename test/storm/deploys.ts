import { CANARIES } from './applicant';
import { startCrowd } from './crowd';
import { chanceOf, pause, pickOf } from './customers';
import { createHistory } from './history';
import { type Machines, startMachines } from './machines';
import { OPERATOR_SECRETS, OPERATORS } from './operators';
import { ambiguousSends, judge } from './oracles';
import { atMost, finding, type Result, storm } from './storm';
import { calm, masterKeyOf, readStory } from './story';

interface DeploysPlan {
  readonly workers: number;
  readonly applicants: number;
  /** How many times a process, or all of them, are asked to go. */
  readonly rounds: number;
  readonly everyMs: number;
  readonly calmMs: number;
  readonly seed: number;
}

export const deploysStorm = storm<Omit<DeploysPlan, 'seed'>>({
  name: 'deploys',
  does: 'processes are asked to go, one by one and all together, and come back, under customers who never stop',
  seed: 5,
  run: stormOfDeploys,
  long: { workers: 2, applicants: 24, rounds: 100, everyMs: 4_000, calmMs: 5 * 60_000 },
  quick: { workers: 2, applicants: 10, rounds: 4, everyMs: 1_500, calmMs: 60_000 },
});

const DRAIN_MS = 25_000;

/** Everything that a new release of the same schema does to the old one: nobody may read an error of it. */
async function stormOfDeploys(plan: DeploysPlan): Promise<Result> {
  const limits = { MESSAGES_PER_MINUTE: '100000', TOKENS_PER_MINUTE: '100000' };
  const machines = await startMachines(
    { LOG_LEVEL: 'info', WORKERS: String(plan.workers), ...limits, ...OPERATORS },
    { isProbed: true, isPrinting: true },
  );
  const begun = performance.now();
  try {
    const history = createHistory(`${machines.directory}/history.jsonl`);
    const crowd = startCrowd(machines, history, plan.applicants);
    const drainsMs = await roll(machines, plan);
    const applicants = await crowd.finish();
    const isCalm = await calm(machines, plan.calmMs);
    await machines.stopProduct();
    const story = await readStory(machines);
    const codes = [...machines.printed().matchAll(/"event":"worker.ended".*?"code":(\d+)/g)].map(([, code]) =>
      Number(code),
    );
    const waited = history.retried();
    return {
      findings: [
        finding('asked to go as often as planned', plan.rounds, drainsMs.length),
        finding(
          'every process ended with 0',
          0,
          [...codes, ...exitCodes(machines)].filter((code) => code !== 0).length,
        ),
        atMost('every process ended in time (slowest)', DRAIN_MS, Math.max(...drainsMs), 'ms'),
        finding('no answer but 2xx, and refused connections', 0, waited.length, waited.slice(0, 9).join(' ')),
        { promise: 'nothing left to do afterwards', isKept: isCalm, seen: String(isCalm) },
        finding('O1 nobody needs a person: what was begun was finished', 0, casesIn(story.conversations)),
        ...judge({
          story,
          history: history.sent(),
          refusals: history.refusals(),
          applicants,
          ambiguous: ambiguousSends(machines),
          exits: machines.exits,
          startsMs: machines.startsMs,
          printed: machines.printed(),
          directories: [machines.dataDirectory],
          canaries: CANARIES,
          secrets: [masterKeyOf(machines.dataDirectory), ...OPERATOR_SECRETS],
          judgesTime: false,
        }),
      ],
      figures: {
        rounds: plan.rounds,
        workersEnded: codes.length,
        slowestDrainMs: Math.max(...drainsMs),
        applicants: applicants.length,
        messages: history.sent().length,
        seconds: Math.round((performance.now() - begun) / 1_000),
      },
    };
  } finally {
    await machines.stop();
  }
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
  const giveUpAt = performance.now() + 2 * DRAIN_MS;
  while (machines.processes().includes(victim) && performance.now() < giveUpAt) await pause(20);
}

function exitCodes({ exits }: Machines): readonly (number | null)[] {
  return exits.map(({ code }) => code);
}

function casesIn(conversations: ReadonlyMap<string, { readonly cases: readonly unknown[] }>): number {
  return [...conversations.values()].reduce((sum, { cases }) => sum + cases.length, 0);
}
