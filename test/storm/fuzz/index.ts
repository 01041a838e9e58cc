import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join, relative } from 'node:path';
import { DIST } from '../machines';
import { type Finding, finding, type Result, storm } from '../storm';
import type { FileCoverage } from './coverage';
import { isOfTheEdge } from './ofInterest';
import type { FuzzDone, FuzzTask } from './worker';

interface FuzzPlan {
  /** Into the routes and the turn, in one process. */
  readonly inputs: number;
  /** Over sockets. */
  readonly requests: number;
  /** Processes one after another, each with a seed of its own. */
  readonly parts: number;
  readonly leastCoverage: number;
  /** Of the processor's time, for all but one in a thousand: on a busy machine that counts for more than it is. */
  readonly mostMs: number;
  /** Megabytes, once a third of the inputs was sent. */
  readonly mostGrownMb: number;
}

export const fuzzStorm = storm<FuzzPlan>({
  name: 'fuzz',
  does: 'a million hostile messages, into the turn and over sockets, guided by what they reach',
  run: stormOfInputs,
  long: { inputs: 900_000, requests: 100_000, parts: 4, leastCoverage: 0.9, mostMs: 200, mostGrownMb: 64 },
  // In so few the caches are still filling.
  quick: { inputs: 6_000, requests: 300, parts: 1, leastCoverage: 0.6, mostMs: 2_000, mostGrownMb: 128 },
});

const MOST_TOLD = 80;

async function stormOfInputs(plan: FuzzPlan & { readonly seed: number }): Promise<Result> {
  const done: Done[] = [];
  for (let part = 0; part < plan.parts; part++) {
    const task = { inputs: plan.inputs / plan.parts, requests: plan.requests / plan.parts, seed: plan.seed + part };
    done.push(await perform(task));
  }
  const whole = done.filter(isWhole);
  const reports = whole.map(({ report }) => report);
  const faults = done.flatMap((one) => [
    ...one.strays,
    ...(isWhole(one) ? [...one.inProcess.faults, ...one.overSockets.faults, ...one.logged] : []),
  ]);
  const inputs = whole.reduce((sum, one) => sum + one.inProcess.inputs + one.overSockets.requests, 0);
  const most = (of: (one: FuzzDone) => number) => Math.max(0, ...whole.map(of));
  return {
    findings: [
      finding('every input is sent and answered', plan.inputs + plan.requests, inputs),
      {
        promise: 'no fault of ours by any of them',
        isKept: faults.length === 0,
        seen: faults.slice(0, 5).join('\n') || '0',
      },
      limit(
        `999 of 1 000 take less of the processor than ${plan.mostMs} ms`,
        plan.mostMs,
        most((one) => one.inProcess.p999Ms),
        'ms',
      ),
      limit(
        'memory does not grow',
        plan.mostGrownMb,
        most((one) => one.inProcess.grownMb),
        'MB',
      ),
      ...coverageOf(reports, plan.leastCoverage),
    ],
    figures: {
      corpus: whole.reduce((sum, one) => sum + one.inProcess.corpus, 0),
      longestMs: most((one) => one.inProcess.longestMs).toFixed(1),
      p999Ms: most((one) => one.inProcess.p999Ms).toFixed(1),
      grownMb: most((one) => one.inProcess.grownMb).toFixed(1),
      statuses: JSON.stringify(whole.map((one) => one.overSockets.statuses)),
      missed: missedOf(reports).slice(0, MOST_TOLD).join('\n'),
    },
  };
}

type Done = (FuzzDone | object) & { readonly strays: readonly string[] };

function isWhole(done: Done): done is FuzzDone & Done {
  return 'inProcess' in done;
}

async function perform(task: FuzzTask): Promise<Done> {
  const program = join(DIST, 'test', 'storm', 'fuzz', 'worker.js');
  const child = fork(program, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: ['--expose-gc'] });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.send(task);
  const ended = once(child, 'exit').then(([code]) => ({ strays: [`the process ended with ${code}`] }));
  const done = await Promise.race([once(child, 'message').then(([message]) => message as Done), ended]);
  process.off('exit', kill);
  child.kill('SIGTERM');
  await ended;
  return done;
}

function limit(promise: string, most: number, seen: number, unit: string): Finding {
  return { promise, isKept: seen <= most, seen: `${seen.toFixed(1)} ${unit}` };
}

/** A branch counts as reached when one of the processes reached it: the best of each file. */
function coverageOf(reports: readonly (readonly FileCoverage[])[], least: number): readonly Finding[] {
  return (['edge', 'reducer'] as const).map((what) => {
    const files = bestOf(reports).filter(({ file }) => isOfTheEdge(file) === (what === 'edge'));
    const covered = files.reduce((sum, one) => sum + one.covered, 0);
    const branches = files.reduce((sum, one) => sum + one.branches, 0);
    const share = branches === 0 ? 0 : covered / branches;
    return {
      promise: `${least * 100} % of the branches of the ${what} are reached`,
      isKept: share >= least,
      seen: `${(share * 100).toFixed(1)} % of ${branches}`,
    };
  });
}

function bestOf(reports: readonly (readonly FileCoverage[])[]): readonly FileCoverage[] {
  const best = new Map<string, FileCoverage>();
  for (const one of reports.flat()) {
    const known = best.get(one.file);
    if (known === undefined || one.missed.length < known.missed.length) best.set(one.file, one);
  }
  return [...best.values()];
}

function missedOf(reports: readonly (readonly FileCoverage[])[]): readonly string[] {
  return bestOf(reports).flatMap(({ file, missed }) => missed.map((words) => `${relative(DIST, file)}: ${words}`));
}
