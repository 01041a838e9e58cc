import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openSqliteStore } from '../../store/sqlite/sqliteStore';
import type { Store } from '../../store/store';
import { type Finding, type Result, storm } from './storm';
import { checkModel } from './takeover/model';
import { type Command, type Naive, race } from './takeover/race';

interface TakeoverPlan {
  readonly runs: number;
  /** Needs `spin` and a C compiler. */
  readonly isModelled: boolean;
}

export const takeoverStorm = storm({
  name: 'takeover',
  does: 'Bots, agents, leases and crashes race for one conversation, in every order that chance finds',
  run: stormOfTakeovers,
  long: { runs: 200_000, isModelled: true },
  quick: { runs: 500, isModelled: false },
});

const whose = fc.constantFrom(0 as const, 1 as const);
const agent = fc.constantFrom('ann' as const, 'bob' as const);
const act = (kind: Extract<Command, { agent: string }>['kind']): fc.Arbitrary<Command> =>
  fc.record({ kind: fc.constant(kind), agent, process: whose });
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: whose.map((process): Command => ({ kind: 'inbound', process })) },
  { weight: 3, arbitrary: whose.map((process): Command => ({ kind: 'send', process })) },
  { weight: 1, arbitrary: whose.map((process): Command => ({ kind: 'crash', process })) },
  { weight: 4, arbitrary: act('take') },
  { weight: 2, arbitrary: act('say') },
  { weight: 2, arbitrary: act('release') },
  { weight: 1, arbitrary: act('transfer') },
  { weight: 1, arbitrary: act('resolve') },
  { weight: 1, arbitrary: act('barge') },
  { weight: 1, arbitrary: whose.map((process): Command => ({ kind: 'expire', process })) },
);
const MOST_COMMANDS = 7;
/** A product that lacks one of the two is found out within so many. */
const NAIVE_RUNS = 500;

async function stormOfTakeovers({ runs, seed, isModelled }: TakeoverPlan & { readonly seed: number }): Promise<Result> {
  const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'takeover-'));
  const store = openSqliteStore({ directory, clock: () => 0 });
  try {
    const begun = performance.now();
    const real = await search(store, { runs, seed, naive: {} });
    const seconds = Math.round((performance.now() - begun) / 1_000);
    const variants: Finding[] = [];
    const found: Record<string, number> = {};
    for (const [name, how] of NAIVE) {
      const { failedAt, seen } = await search(store, { runs: NAIVE_RUNS, seed, naive: how });
      variants.push({ promise: `a product with ${name} is found out`, isKept: failedAt !== undefined, seen });
      found[`${name}, at run`] = failedAt ?? 0;
    }
    return {
      findings: [
        { promise: `I1–I7 in ${runs} interleavings`, isKept: real.failedAt === undefined, seen: real.seen },
        ...variants,
        ...(isModelled ? checkModel() : []),
      ],
      figures: { runs, seconds, ...found },
    };
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

const NAIVE: readonly (readonly [name: string, how: Naive])[] = [
  ['neither', { noCompareAndSwap: true, noFence: true }],
  ['no compare-and-swap', { noCompareAndSwap: true }],
  ['no fence', { noFence: true }],
];

let conversations = 0;

interface Search {
  readonly runs: number;
  readonly seed: number;
  readonly naive: Naive;
}

/** At which run an invariant was first broken, and how. */
async function search(store: Store, { runs, seed, naive }: Search) {
  const races = fc.asyncProperty(
    fc.scheduler(),
    fc.array(command, { minLength: 3, maxLength: MOST_COMMANDS }),
    async (scheduler, commands) => {
      conversations += 1;
      const broken = await race(store, `c${conversations}`, scheduler, commands, naive);
      if (broken.length > 0) throw new Error(broken.join('; '));
    },
  );
  const outcome = await fc.check(races, { numRuns: runs, seed, endOnFailure: true });
  if (!outcome.failed) return { failedAt: undefined, seen: 'kept' };
  const cause = outcome.errorInstance instanceof Error ? outcome.errorInstance.message : 'unknown';
  return { failedAt: outcome.numRuns, seen: `${cause}: ${JSON.stringify(outcome.counterexample?.[1])}` };
}
