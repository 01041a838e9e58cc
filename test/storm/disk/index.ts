import { type Finding, finding, type Result, storm } from '../storm';
import { CHAPTERS, type Chapter, LONG_CHAPTERS } from './chapters';
import { type Broken, losePower, type PowerLosses, type PowerLossPlan } from './powerLoss';

interface PowerPlan {
  readonly chapters: readonly Chapter[];
  readonly cuts: number;
  /** For each guarantee that is taken out. */
  readonly spoiltCuts: number;
}

export const powerStorm = storm<PowerPlan>({
  name: 'power',
  does: 'the power fails at any moment of turns, checkpoints, erasure, backup, restore, rotation and migration',
  run: stormOfPowerLosses,
  long: { chapters: LONG_CHAPTERS, cuts: 5_000, spoiltCuts: 200 },
  quick: { chapters: CHAPTERS, cuts: 210, spoiltCuts: 40 },
});

/** Replays recorded system calls with what no sync covered lost, torn or reordered. */
async function stormOfPowerLosses({
  chapters,
  cuts,
  spoiltCuts,
  seed,
}: PowerPlan & { readonly seed: number }): Promise<Result> {
  const seen = await losePower({ chapters, cuts, seed });
  const spoilt: [string, PowerLosses][] = [];
  for (const { without, chapter, sabotage } of SABOTAGES) {
    const only = chapters.filter(({ name }) => name === chapter);
    spoilt.push([without, await losePower({ chapters: only, cuts: spoiltCuts, seed, losses: ['none'], sabotage })]);
  }
  return {
    findings: [
      finding('power losses', cuts, seen.cuts),
      { ...finding('power losses after which something was wrong', 0, seen.broken.length), ...firstOf(seen.broken) },
      ...spoilt.map(([without, { broken, cuts: all }]): Finding => {
        return { promise: `${without} losses are seen`, isKept: broken.length > 0, seen: `${broken.length} of ${all}` };
      }),
    ],
    figures: { systemCalls: seen.calls, told: seen.told },
  };
}

function firstOf(broken: readonly Broken[]): Partial<Finding> {
  return broken.length === 0 ? {} : { seen: `${broken.length}, as ${JSON.stringify(broken[0])}` };
}

interface Sabotage {
  readonly without: string;
  readonly chapter: string;
  readonly sabotage: NonNullable<PowerLossPlan['sabotage']>;
}

/** Each of these is one line of the product. With it gone the same run has to fail. */
const SABOTAGES: readonly Sabotage[] = [
  {
    without: 'without waiting for the disk at each commit',
    chapter: 'turns',
    sabotage: {
      file: /store\/sqlite\/file\.[tj]s$/,
      change: (source) =>
        source.replace('synchronous = FULL', 'synchronous = NORMAL').replace('synchronous !== FULL', 'false'),
    },
  },
  {
    without: 'without syncing the directory that the store lies in',
    chapter: 'turns',
    sabotage: {
      file: /store\/durableFiles\.[tj]s$/,
      change: (source) =>
        source.replace(/syncIfAllowed\([^\n]*dirname\)\(child\)\);|syncIfAllowed\(dirname\(child\)\);/, ';'),
    },
  },
];
