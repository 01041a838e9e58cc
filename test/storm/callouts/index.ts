import { chanceOf } from '../customers';
import { type Result, storm } from '../storm';
import { openArena, type Run } from './arena';
import { BANK_KINDS, type BankKind, STORM_BANKS } from './banks';
import { CALLOUT_FAULTS } from './faultTable';
import { endsOf, findingsOf } from './verdict';
import { startVictim } from './victim';
import { forkVictim } from './victimProcess';

interface CalloutsPlan {
  /** Of each fault with each kind of bank. */
  readonly runs: number;
  /** Side by side, each with a bank of its own. */
  readonly lanes: number;
  /** Whether a kill ends a whole process, or only all that it could still do. */
  readonly processes: boolean;
}

export const calloutsStorm = storm<CalloutsPlan>({
  name: 'callouts',
  does: 'everything that can happen between the product and a bank, to every kind of bank, the product killed in half of it',
  run: stormOfCallouts,
  long: { runs: 16, lanes: 6, processes: true },
  quick: { runs: 1, lanes: 6, processes: false },
});

type Plan = CalloutsPlan & { readonly seed: number };

/** A kill comes while the first attempt is on its way, or what follows it. */
const LATEST_KILL_MS = 500;

async function stormOfCallouts(plan: Plan): Promise<Result> {
  const begun = Date.now();
  const lanes = Array.from({ length: plan.lanes }, (_, lane) => runLane(plan, lane));
  const runs = (await Promise.all(lanes)).flat();
  const killed = runs.filter(({ isKilled }) => isKilled).length;
  const figures = { faults: CALLOUT_FAULTS.length, runs: runs.length, killed, ...endsOf(runs) };
  return { findings: findingsOf(runs), figures: { ...figures, seconds: Math.round((Date.now() - begun) / 1_000) } };
}

/** Every so many of all the runs that are to be, with one bank after the other. */
async function runLane(plan: Plan, lane: number): Promise<readonly Run[]> {
  const random = chanceOf(plan.seed * 1_000 + lane);
  const runs: Run[] = [];
  for (const kind of BANK_KINDS) {
    const arena = await openArena(kind, plan.processes ? forkVictim : startVictim);
    try {
      for (const asked of asksOf(plan, kind).filter((_, index) => index % plan.lanes === lane)) {
        const killAfterMs = asked.isKilled ? random() * LATEST_KILL_MS : undefined;
        const kill = killAfterMs === undefined ? {} : { killAfterMs };
        runs.push(await arena.run({ fault: asked.fault, market: asked.market, ...kill }));
      }
    } finally {
      await arena.close();
    }
  }
  return runs;
}

function asksOf({ runs, seed }: Plan, kind: BankKind) {
  const { markets } = STORM_BANKS[kind];
  return Array.from({ length: runs }, (_, round) =>
    CALLOUT_FAULTS.map((fault, index) => ({
      fault,
      market: markets[(index + round) % markets.length] ?? 'SG',
      isKilled: (index + round + seed + BANK_KINDS.indexOf(kind)) % 2 === 0,
    })),
  ).flat();
}
