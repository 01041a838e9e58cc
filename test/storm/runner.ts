import { parseArgs } from 'node:util';
import { broken, type Finding, type OtherFigures, type Result, type Storm } from './storm';

/** What the command line asks for. */
export interface Wanted {
  readonly storms: readonly Storm[];
  readonly isListed: boolean;
  readonly size: 'long' | 'quick';
  /** For every storm; undefined: each has its own. */
  readonly seed: number | undefined;
  readonly other: OtherFigures;
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** Reads the command line; throws with a sentence for whoever wrote it. */
export function wantedOf(all: readonly Storm[], args: readonly string[]): Wanted {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      list: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      seed: { type: 'string' },
      with: { type: 'string', multiple: true, default: [] },
    },
  });
  const unknown = positionals.filter((name) => !all.some((one) => one.name === name));
  if (unknown.length > 0) throw new Error(`There is no storm ${unknown.join(', ')}; --list tells which there are.`);
  const seed = values.seed === undefined ? undefined : Number(values.seed);
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw new Error('--seed takes a whole number.');
  return {
    storms: positionals.length === 0 ? all : all.filter(({ name }) => positionals.includes(name)),
    isListed: values.list,
    size: values.quick ? 'quick' : 'long',
    seed,
    other: Object.fromEntries(values.with.map(figureOf)),
  };
}

function figureOf(text: string): readonly [string, number] {
  const [, name, figure] = /^(\w+)=(-?[\d_]+(?:\.\d+)?)$/.exec(text) ?? [];
  if (name === undefined || figure === undefined)
    throw new Error('--with takes a name of the plan and a number: kills=20.');
  return [name, Number(figure.replaceAll('_', ''))];
}

/** One after the other. A storm that could not be raised has failed like one that broke a promise. */
export async function raise({ storms, size, seed, other }: Wanted, print: (line: string) => void): Promise<Tally> {
  let tally: Tally = { passed: 0, failed: 0 };
  for (const one of storms) {
    const begun = process.hrtime.bigint();
    const from = seed ?? one.seed;
    print(`\n${one.name} (seed ${from}): ${one.does}`);
    const result = await resultOf(one, { size, other }, from);
    for (const found of result.findings) print(lineOf(found));
    print(`  ${JSON.stringify(result.figures)}`);
    const failed = broken(result).length;
    const how = [
      ...(size === 'quick' ? ['--quick'] : []),
      ...Object.entries(other).map((pair) => `--with ${pair.join('=')}`),
    ];
    if (failed > 0) print(`  Again: npm run storm -- ${[one.name, ...how, '--seed', from].join(' ')}`);
    print(`  ${Number((process.hrtime.bigint() - begun) / 1_000_000_000n)} s`);
    tally = { passed: tally.passed + result.findings.length - failed, failed: tally.failed + failed };
  }
  print(`\n${tally.passed} passed, ${tally.failed} failed`);
  return tally;
}

async function resultOf(one: Storm, { size, other }: Pick<Wanted, 'size' | 'other'>, seed: number): Promise<Result> {
  try {
    const result = await one.run(size, seed, other);
    return result.findings.length > 0 ? result : ended('It looked at nothing.');
  } catch (cause) {
    return ended(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
  }
}

function ended(seen: string): Result {
  return { findings: [{ promise: 'the storm came to its end', isKept: false, seen }], figures: {} };
}

function lineOf({ promise, isKept, seen }: Finding): string {
  return `  ${isKept ? 'kept  ' : 'BROKEN'}  ${promise}: ${seen}`;
}
