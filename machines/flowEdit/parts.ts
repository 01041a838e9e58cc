import type { Flow, Step, StepId } from '../flow';
import { type Locale, MARKETS, type Market } from '../market';
import type { FlowContent, Words } from './content';

/**
 * What is compared, merged and taken back as one: a step whole, one market's override of it whole, one text. Two people
 * who change different parts do not meet; who change the same part do.
 */
export type Part =
  | { readonly of: 'head'; readonly name: HeadName }
  | { readonly of: 'order' }
  | { readonly of: 'step'; readonly id: StepId }
  | { readonly of: 'override'; readonly market: Market; readonly id: StepId }
  | { readonly of: 'moved'; readonly id: StepId }
  | { readonly of: 'text'; readonly locale: Locale; readonly key: string }
  | { readonly of: 'word'; readonly locale: Locale; readonly key: string };

/** What a flow says of itself beside its steps. */
export type HeadName = 'id' | 'version' | 'title' | 'markets' | 'initial' | 'interrupts';
const HEAD: readonly HeadName[] = ['id', 'version', 'title', 'markets', 'initial', 'interrupts'];

/** A part with what it is; a part that is not there has no entry. */
export interface PartValue {
  readonly part: Part;
  readonly value: unknown;
}

/** The name of a part; two parts are one exactly when these are. */
export function partName(part: Part): string {
  return JSON.stringify(Object.values(part));
}

/** A content taken apart: every part by its name. */
export function partsOf({ flow, words }: FlowContent): ReadonlyMap<string, PartValue> {
  const parts: PartValue[] = [
    ...HEAD.map((name) => ({ part: { of: 'head', name } as const, value: flow[name] })),
    { part: { of: 'order' }, value: Object.keys(flow.steps) },
    ...Object.entries(flow.steps).map(([id, value]) => ({ part: { of: 'step', id } as const, value })),
    ...MARKETS.flatMap((market) =>
      Object.entries(flow.overrides[market] ?? {}).map(([id, value]) => ({
        part: { of: 'override', market, id } as const,
        value,
      })),
    ),
    ...Object.entries(flow.moved).map(([id, value]) => ({ part: { of: 'moved', id } as const, value })),
    ...textsOf('text', flow.texts),
    ...textsOf('word', words),
  ];
  return new Map(parts.map((one) => [partName(one.part), one]));
}

function textsOf(of: 'text' | 'word', texts: Words): PartValue[] {
  return Object.entries(texts).flatMap(([locale, entries]) =>
    Object.entries(entries).map(([key, value]) => ({ part: { of, locale, key }, value })),
  );
}

/** The content with some parts replaced; a value of `undefined` takes the part away. What is not named stays itself. */
export function withParts(content: FlowContent, parts: readonly PartValue[]): FlowContent {
  const [order] = parts.filter(({ part }) => part.of === 'order');
  const changed = parts.filter(({ part }) => part.of !== 'order').reduce(withPart, content);
  // `partsOf` makes no other value of an order.
  return order === undefined ? changed : inOrder(changed, order.value as readonly StepId[]);
}

function withPart({ flow, words }: FlowContent, { part, value }: PartValue): FlowContent {
  switch (part.of) {
    case 'head':
      return { flow: { ...flow, [part.name]: value } as Flow, words };
    case 'step':
      return { flow: { ...flow, steps: withMember(flow.steps, part.id, value as Step | undefined) }, words };
    case 'override':
      return { flow: { ...flow, overrides: withOverride(flow.overrides, part, value) }, words };
    case 'moved':
      return { flow: { ...flow, moved: withMember(flow.moved, part.id, value as StepId | undefined) }, words };
    case 'text':
      return { flow: { ...flow, texts: withText(flow.texts, part, value) }, words };
    case 'word':
      return { flow, words: withText(words, part, value) };
    case 'order':
      return { flow, words };
  }
}

function withMember<T>(record: Readonly<Record<string, T>>, name: string, value: T | undefined): Record<string, T> {
  if (value !== undefined) return { ...record, [name]: value };
  const { [name]: _gone, ...rest } = record;
  return rest;
}

function withOverride(
  overrides: Flow['overrides'],
  { market, id }: { readonly market: Market; readonly id: StepId },
  value: unknown,
): Flow['overrides'] {
  const own = withMember<Record<string, unknown>>(overrides[market] ?? {}, id, value as Record<string, unknown>);
  return withMember<Record<StepId, Record<string, unknown>>>(
    overrides as Record<string, Record<StepId, Record<string, unknown>>>,
    market,
    Object.keys(own).length === 0 ? undefined : own,
  ) as Flow['overrides'];
}

function withText(
  texts: Words,
  { locale, key }: { readonly locale: Locale; readonly key: string },
  value: unknown,
): Record<Locale, Record<string, string>> {
  const own = withMember<string>(texts[locale] ?? {}, key, value as string | undefined);
  return withMember(texts, locale, Object.keys(own).length === 0 ? undefined : own) as Record<
    Locale,
    Record<string, string>
  >;
}

/** The steps in the wanted order; one that the order does not name stays behind the one it stood behind. */
function inOrder({ flow, words }: FlowContent, wanted: readonly StepId[]): FlowContent {
  const { steps } = flow;
  const ids = placed(
    wanted.filter((id) => Object.hasOwn(steps, id)),
    Object.keys(steps),
  );
  const arranged = Object.fromEntries(ids.flatMap((id) => (steps[id] === undefined ? [] : [[id, steps[id]]])));
  return { flow: { ...flow, steps: arranged }, words };
}

/** An order of all the ids of `others`: as `order` has them, and who is not in it behind its neighbour of before. */
export function placed(order: readonly StepId[], others: readonly StepId[]): StepId[] {
  const result = [...order];
  for (const [at, id] of others.entries()) {
    if (result.includes(id)) continue;
    const before = others.slice(0, at).findLast((other) => result.includes(other));
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, id);
  }
  return result;
}
