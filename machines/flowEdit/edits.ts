import { z } from 'zod';
import { Flow, Step, StepId } from '../flow';
import type { Locale, Market } from '../market';
import { applyChanges, type Change, changesBetween } from './changes';
import type { FlowContent, Words } from './content';
import { type Part, placed } from './parts';
import { redirected, wayAround } from './references';

/** Everything a designer can do to a content. A property set to `undefined` is taken away. */
export type Edit =
  | { readonly kind: 'addStep'; readonly id: StepId; readonly step: Step; readonly after?: StepId }
  | { readonly kind: 'removeStep'; readonly id: StepId }
  | {
      readonly kind: 'renameStep';
      readonly from: StepId;
      readonly to: StepId;
      /** Conversations of the version before can stand at the old name, so it is kept in `moved`. */
      readonly isPublished?: boolean;
    }
  | { readonly kind: 'moveStep'; readonly id: StepId; readonly to: number }
  | { readonly kind: 'copyStep'; readonly id: StepId; readonly as: StepId }
  | { readonly kind: 'setStep'; readonly id: StepId; readonly step: Step }
  | { readonly kind: 'setProperty'; readonly id: StepId; readonly property: string; readonly value: unknown }
  | {
      readonly kind: 'setOverride';
      readonly market: Market;
      readonly id: StepId;
      readonly property: string;
      readonly value: unknown;
    }
  | { readonly kind: 'clearOverride'; readonly market: Market; readonly id: StepId }
  | { readonly kind: 'copyOverrides'; readonly from: Market; readonly to: Market; readonly id?: StepId }
  | { readonly kind: 'setHead'; readonly name: 'title' | 'markets' | 'initial' | 'interrupts'; readonly value: unknown }
  | { readonly kind: 'setWord'; readonly locale: Locale; readonly key: string; readonly text: string | undefined }
  | { readonly kind: 'setWords'; readonly words: Words }
  | { readonly kind: 'replace'; readonly content: FlowContent }
  | { readonly kind: 'all'; readonly edits: readonly Edit[] };

export type Edited =
  | { readonly content: FlowContent; readonly changes: readonly Change[] }
  /** Why it cannot be done, and what to do instead. */
  | { readonly refused: string };

/** Does one edit. What comes of it always is a flow that can be read again; what would not be is refused. */
export function edit(content: FlowContent, wanted: Edit): Edited {
  const made = attempt(content, wanted);
  if (typeof made === 'string') return { refused: made };
  const changes = changesBetween(content, made);
  const fault = firstOf(changes, nameFault) ?? firstOf(changes, valueFault) ?? sizeFault(made.flow);
  if (fault !== undefined) return { refused: fault };
  // What did not change stays the very thing it was, so that whoever shows it need not draw it again.
  return { content: applyChanges(content, changes.map(settled)), changes: changes.map(settled) };
}

const MAX_STEPS = 400;

/** The content afterwards, not looked through yet; or why not. */
function attempt(content: FlowContent, wanted: Edit): FlowContent | string {
  const { flow, words } = content;
  const flowed = (next: Flow): FlowContent => ({ flow: next, words });
  switch (wanted.kind) {
    case 'addStep':
      return isFree(flow, wanted.id) ?? flowed(withStepAfter(flow, wanted.after, wanted.id, wanted.step));
    case 'removeStep':
      return isThere(flow, wanted.id) ?? flowed(without(flow, wanted.id));
    case 'renameStep':
      return isThere(flow, wanted.from) ?? isFree(flow, wanted.to) ?? flowed(renamed(flow, wanted));
    case 'moveStep':
      return isThere(flow, wanted.id) ?? flowed({ ...flow, steps: movedTo(flow.steps, wanted.id, wanted.to) });
    case 'copyStep':
      return isThere(flow, wanted.id) ?? isFree(flow, wanted.as) ?? flowed(copied(flow, wanted.id, wanted.as));
    case 'setStep':
      return isThere(flow, wanted.id) ?? flowed({ ...flow, steps: { ...flow.steps, [wanted.id]: wanted.step } });
    case 'setProperty':
      return isThere(flow, wanted.id) ?? flowed(withProperty(flow, wanted));
    case 'setOverride':
      return isThere(flow, wanted.id) ?? flowed(withOverridden(flow, wanted));
    case 'clearOverride':
      return flowed(withOverrides(flow, wanted.market, wanted.id, undefined));
    case 'copyOverrides':
      return flowed(withCopiedOverrides(flow, wanted));
    case 'setHead':
      return flowed({ ...flow, [wanted.name]: wanted.value });
    case 'setWord':
      return { flow, words: withWord(words, wanted) };
    case 'setWords':
      return { flow, words: wanted.words };
    case 'replace':
      return wanted.content;
    case 'all':
      return allOf(content, wanted.edits);
  }
}

function allOf(content: FlowContent, edits: readonly Edit[]): FlowContent | string {
  let now = content;
  for (const one of edits) {
    const made = edit(now, one);
    if ('refused' in made) return made.refused;
    now = made.content;
  }
  return now;
}

function isThere(flow: Flow, id: StepId): string | undefined {
  return Object.hasOwn(flow.steps, id) ? undefined : `There is no step '${id}' any more. Choose another.`;
}

function isFree(flow: Flow, id: StepId): string | undefined {
  return Object.hasOwn(flow.steps, id) ? `There is a step '${id}' already. Choose another name.` : undefined;
}

function withStepAfter(flow: Flow, after: StepId | undefined, id: StepId, step: Step): Flow {
  const ids = Object.keys(flow.steps);
  const at = after === undefined ? ids.length : ids.indexOf(after) + 1 || ids.length;
  return { ...flow, steps: ordered({ ...flow.steps, [id]: step }, ids.toSpliced(at, 0, id)) };
}

/** Whoever led to it goes on where it led; what only it had goes with it. */
function without(flow: Flow, id: StepId): Flow {
  const step = flow.steps[id];
  const way = step && wayAround(id, step);
  const { [id]: _gone, ...steps } = flow.steps;
  const bare: Flow = { ...flow, steps, overrides: eachMarket(flow.overrides, ({ [id]: _own, ...rest }) => rest) };
  return way === undefined ? bare : redirected(bare, id, way);
}

function renamed(flow: Flow, { from, to, isPublished }: Extract<Edit, { kind: 'renameStep' }>): Flow {
  const { steps, overrides, moved } = redirected(flow, from, to);
  const rename = <T>(record: Readonly<Record<StepId, T>>) =>
    Object.fromEntries(Object.entries(record).map(([id, value]) => [id === from ? to : id, value]));
  const kept = isPublished && !Object.values(moved).includes(to) ? { ...moved, [from]: to } : moved;
  return {
    ...redirected(flow, from, to),
    steps: rename(steps),
    overrides: eachMarket(overrides, rename),
    moved: Object.fromEntries(Object.entries(kept).filter(([old, now]) => old !== now)),
  };
}

function movedTo(steps: Flow['steps'], id: StepId, to: number): Flow['steps'] {
  const ids = Object.keys(steps).filter((other) => other !== id);
  return ordered(steps, ids.toSpliced(Math.min(ids.length, Math.max(0, to)), 0, id));
}

function copied(flow: Flow, id: StepId, as: StepId): Flow {
  const step = flow.steps[id];
  if (step === undefined) return flow;
  const overrides = eachMarket(flow.overrides, (own) => (own[id] === undefined ? own : { ...own, [as]: own[id] }));
  return { ...withStepAfter(flow, id, as, step), overrides };
}

function withProperty(flow: Flow, { id, property, value }: Extract<Edit, { kind: 'setProperty' }>): Flow {
  const { [property]: _was, ...rest } = flow.steps[id] as Readonly<Record<string, unknown>> & Step;
  const step = value === undefined ? rest : { ...flow.steps[id], [property]: value };
  // Whether it still is a step is looked at with everything else that changed.
  return { ...flow, steps: { ...flow.steps, [id]: step as Step } };
}

function withOverridden(flow: Flow, wanted: Extract<Edit, { kind: 'setOverride' }>): Flow {
  const { market, id, property, value } = wanted;
  const { [property]: _was, ...rest } = flow.overrides[market]?.[id] ?? {};
  const own = value === undefined ? rest : { ...flow.overrides[market]?.[id], [property]: value };
  return withOverrides(flow, market, id, own);
}

function withCopiedOverrides(flow: Flow, { from, to, id }: Extract<Edit, { kind: 'copyOverrides' }>): Flow {
  const source = flow.overrides[from] ?? {};
  const ids = id === undefined ? Object.keys({ ...flow.overrides[to], ...source }) : [id];
  return ids.reduce((now, one) => withOverrides(now, to, one, source[one]), flow);
}

function withOverrides(
  flow: Flow,
  market: Market,
  id: StepId,
  values: Readonly<Record<string, unknown>> | undefined,
): Flow {
  const { [id]: _was, ...rest } = flow.overrides[market] ?? {};
  const isEmpty = values === undefined || Object.keys(values).length === 0;
  const own = isEmpty ? rest : { ...flow.overrides[market], [id]: { ...values } };
  const { [market]: _all, ...others } = flow.overrides;
  return { ...flow, overrides: Object.keys(own).length === 0 ? others : { ...flow.overrides, [market]: own } };
}

function withWord(words: Words, { locale, key, text }: Extract<Edit, { kind: 'setWord' }>): Words {
  const { [key]: _was, ...rest } = words[locale] ?? {};
  const own = text === undefined ? rest : { ...words[locale], [key]: text };
  const { [locale]: _all, ...others } = words;
  return Object.keys(own).length === 0 ? others : { ...words, [locale]: own };
}

type Overridden = NonNullable<Flow['overrides'][Market]>;

/** Every market's overrides changed alike; a market with none left has none. */
function eachMarket(overrides: Flow['overrides'], change: (own: Overridden) => Overridden): Flow['overrides'] {
  return Object.fromEntries(
    Object.entries(overrides).flatMap(([market, own]) => {
      const changed = change(own);
      return Object.keys(changed).length === 0 ? [] : [[market, changed]];
    }),
  );
}

function ordered(steps: Flow['steps'], order: readonly StepId[]): Flow['steps'] {
  const ids = placed(order, Object.keys(steps));
  return Object.fromEntries(ids.flatMap((id) => (steps[id] === undefined ? [] : [[id, steps[id]]])));
}

/** What a part must look like to be read again. */
const VALUES: Readonly<Record<Part['of'], z.ZodType>> = {
  head: z.unknown(),
  order: z.array(z.string()),
  step: Step,
  override: z.record(z.string().regex(/^[a-z][A-Za-z]*$/), z.json()),
  moved: StepId,
  text: z.string(),
  word: z.string().min(1).max(4_000),
};

function schemaOf(part: Part): z.ZodType {
  return part.of === 'head' ? Flow.shape[part.name] : VALUES[part.of];
}

function firstOf(changes: readonly Change[], faultOf: (change: Change) => string | undefined): string | undefined {
  return changes.map(faultOf).find((fault) => fault !== undefined);
}

function nameFault({ part, after }: Change): string | undefined {
  if (part.of !== 'step' || after === undefined || StepId.safeParse(part.id).success) return undefined;
  return `'${part.id}' cannot name a step. Begin with a small letter; use letters and digits alone.`;
}

function valueFault({ part, after }: Change): string | undefined {
  if (after === undefined) return undefined;
  const parsed = schemaOf(part).safeParse(after);
  return parsed.success ? undefined : `This is not valid: ${z.prettifyError(parsed.error)}`;
}

/** With the defaults that the schema fills in, in the order it names them. */
function settled(change: Change): Change {
  if (change.after === undefined) return change;
  return { ...change, after: schemaOf(change.part).parse(change.after) };
}

function sizeFault({ steps }: Flow): string | undefined {
  const count = Object.keys(steps).length;
  return count > MAX_STEPS ? `A flow has at most ${MAX_STEPS} steps. Split it in two.` : undefined;
}
