/** One promise of the product, and whether a storm saw it kept. */
export interface Finding {
  readonly promise: string;
  readonly isKept: boolean;
  readonly seen: string;
}

export interface Result {
  readonly findings: readonly Finding[];
  readonly figures: Readonly<Record<string, number | string>>;
}

/** What was expected to be seen, and what was: kept when they are the same. */
export function finding(promise: string, wanted: number, seen: number, what = ''): Finding {
  return { promise, isKept: wanted === seen, seen: `${seen} ${what}`.trim() };
}

/** Kept as long as the number seen is within a limit. */
export function atMost(promise: string, limit: number, seen: number, what = ''): Finding {
  return { promise, isKept: seen <= limit, seen: `${seen} ${what}`.trim() };
}

/** A storm as `npm run storm` knows it: the same code in two sizes. The same seed brings the same chances. */
export interface Storm {
  /** What it is called on the command line. */
  readonly name: string;
  /** In one line, what is done to the product. */
  readonly does: string;
  readonly seed: number;
  run(size: StormSize, seed: number, other?: OtherFigures): Promise<Result>;
}

export type StormSize = 'long' | 'quick';

/** Figures in the place of the plan's own, by their names: a long storm that fits into the time there is. */
export type OtherFigures = Readonly<Record<string, number>>;

/** A storm with its two plans. What a plan has of a seed is put in by whoever runs it. */
export function storm<Plan extends object>(parts: {
  readonly name: string;
  readonly does: string;
  readonly seed?: number;
  readonly run: (plan: Plan & { readonly seed: number }) => Promise<Result>;
  readonly long: Plan;
  /** For `npm test`: the figures of a slice that ends within seconds. */
  readonly quick: Plan;
}): Storm {
  const { name, does, seed = 1, run, long, quick } = parts;
  return {
    name,
    does,
    seed,
    run: async (size, of, other = {}) => run({ ...withOther(size === 'long' ? long : quick, other), seed: of }),
  };
}

function withOther<Plan extends object>(plan: Plan, other: OtherFigures): Plan {
  const figures = Object.entries(plan).flatMap(([name, value]) => (typeof value === 'number' ? [name] : []));
  const unknown = Object.keys(other).filter((name) => !figures.includes(name));
  if (unknown.length === 0) return { ...plan, ...other };
  throw new Error(`The plan has no figure ${unknown.join(', ')}, but ${figures.join(', ')}.`);
}

/** What a slice expects to be empty. */
export function broken({ findings }: Result): readonly Finding[] {
  return findings.filter(({ isKept }) => !isKept);
}
