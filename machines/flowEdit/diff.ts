import type { StepId } from '../flow';
import { type Locale, MARKETS, type Market } from '../market';
import { type Change, changesBetween, isSame } from './changes';
import type { FlowContent } from './content';

/** What differs between two contents, for who has to judge it. */
export interface ContentDiff {
  readonly steps: readonly StepDiff[];
  /** What a market replaces of a step. */
  readonly overrides: readonly (StepDiff & { readonly market: Market })[];
  readonly words: readonly WordDiff[];
  /** The rest of the flow: its title, where it begins, its markets, names that steps had before. */
  readonly rest: readonly { readonly key: string; readonly before: unknown; readonly after: unknown }[];
  /** Markets whose customers can meet any of it. */
  readonly markets: readonly Market[];
}

export interface StepDiff {
  readonly step: StepId;
  readonly change: 'added' | 'removed' | 'changed';
  /** Of a change: the members that differ. */
  readonly keys: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface WordDiff {
  readonly locale: Locale;
  readonly key: string;
  /** Missing: the product's own text. */
  readonly before?: string;
  readonly after?: string;
}

/** The number a version has is no difference. `localesOf`: what is read in a market, with what that falls back to. */
export function diffOf(
  before: FlowContent,
  after: FlowContent,
  localesOf: (market: Market) => readonly Locale[],
): ContentDiff {
  const changes = changesBetween(before, after);
  return {
    steps: changes.flatMap(({ part, ...change }) => (part.of === 'step' ? [stepDiff(part.id, change)] : [])),
    overrides: changes.flatMap(({ part, ...change }) =>
      part.of === 'override' ? [{ market: part.market, ...stepDiff(part.id, change) }] : [],
    ),
    words: changes.flatMap(({ part, ...change }) =>
      part.of === 'word' || part.of === 'text' ? [wordDiff(part, change)] : [],
    ),
    rest: changes.flatMap(restDiff),
    markets: MARKETS.filter((market) => changes.some((change) => isMetIn(change, market, localesOf))),
  };
}

type Values = Omit<Change, 'part'>;

function stepDiff(step: StepId, { before, after }: Values): StepDiff {
  if (before === undefined) return { step, change: 'added', keys: [], after };
  if (after === undefined) return { step, change: 'removed', keys: [], before };
  const [one, other] = [before as object, after as object];
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const member = (of: object, name: string) => Object.entries(of).find(([key]) => key === name)?.[1];
  const keys = names.filter((name) => !isSame(member(one, name), member(other, name)));
  return { step, change: 'changed', keys, before, after };
}

function wordDiff(
  { locale, key }: { readonly locale: Locale; readonly key: string },
  { before, after }: Values,
): WordDiff {
  return {
    locale,
    key,
    ...(typeof before === 'string' && { before }),
    ...(typeof after === 'string' && { after }),
  };
}

function restDiff({ part, before, after }: Change): ContentDiff['rest'] {
  if (part.of === 'moved') return [{ key: `moved.${part.id}`, before, after }];
  return part.of === 'head' && part.name !== 'version' ? [{ key: part.name, before, after }] : [];
}

function isMetIn(
  { part, before, after }: Change,
  market: Market,
  localesOf: (market: Market) => readonly Locale[],
): boolean {
  switch (part.of) {
    case 'step':
      return [before, after].some((step) => isStepOf(step, market));
    case 'override':
      return part.market === market;
    case 'word':
    case 'text':
      return localesOf(market).includes(part.locale);
    case 'head':
      return part.name === 'initial' || part.name === 'interrupts' || isTakenInOrOut(part, before, after, market);
    default:
      return false;
  }
}

function isStepOf(step: unknown, market: Market): boolean {
  if (step === undefined) return false;
  const { only, except } = step as { readonly only?: readonly Market[]; readonly except?: readonly Market[] };
  return (only === undefined || only.includes(market)) && except?.includes(market) !== true;
}

function isTakenInOrOut({ name }: { readonly name: string }, before: unknown, after: unknown, market: Market): boolean {
  const has = (markets: unknown) => Array.isArray(markets) && markets.includes(market);
  return name === 'markets' && has(before) !== has(after);
}
