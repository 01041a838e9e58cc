import type { StudioWorld } from '../../../../bot/studio/contract';
import type { Flow, StepId } from '../../../../machines/flow';
import type { FlowContent } from '../../../../machines/flowEdit/content';
import type { Locale } from '../../../../machines/market';
import { type FoundText, findText } from '../state/wording';
import { budgetOf, type TextBudget } from './budgetOf';
import { isLegal } from './legalTexts';

/** One text in one language, with everything that is to be said about it. */
export interface WordRow {
  readonly key: string;
  readonly english: string;
  readonly found: FoundText | undefined;
  /** In the draft's own words for this very language. */
  readonly isOwn: boolean;
  readonly isChanged: boolean;
  /** The English was changed, and this was not looked at since. */
  readonly isStale: boolean;
  readonly isMissing: boolean;
  readonly isLegal: boolean;
  readonly budget: TextBudget | undefined;
  readonly steps: readonly StepId[];
}

export const FILTERS = ['used', 'changed', 'stale', 'missing', 'long', 'all'] as const;
export type Filter = (typeof FILTERS)[number];

export function wordRows(
  content: FlowContent,
  base: FlowContent,
  world: StudioWorld,
  locale: Locale,
): readonly WordRow[] {
  const said = stepsByKey(content.flow);
  const keys = new Set([...Object.keys(world.texts.en ?? {}), ...Object.keys(content.words.en ?? {}), ...said.keys()]);
  return [...keys].sort().map((key) => wordRow(key, said.get(key) ?? [], { content, base, world, locale }));
}

interface Around {
  readonly content: FlowContent;
  readonly base: FlowContent;
  readonly world: StudioWorld;
  readonly locale: Locale;
}

function wordRow(key: string, steps: readonly StepId[], { content, base, world, locale }: Around): WordRow {
  const found = findText(content, world, locale, key);
  const before = findText(base, world, locale, key);
  const english = findText(content, world, 'en', key)?.text ?? '';
  const isEnglish = languageOf(locale) === 'en';
  const isMissing = found === undefined || (!isEnglish && languageOf(found.locale) === 'en');
  return {
    key,
    english,
    found,
    isOwn: content.words[locale]?.[key] !== undefined,
    isChanged: found?.text !== before?.text,
    isStale: !isEnglish && !isMissing && isStale(key, found, before, { content, base, world, locale }),
    isMissing,
    isLegal: isLegal(content.flow, key),
    budget: budgetOf(content.flow, world, locale, key, found?.text ?? ''),
    steps,
  };
}

/**
 * The English is not what the translation was made from: it changed in this draft, or it differs from what ships while
 * the translation is still the one that ships. Writing a translation down, even the same, says that it is right.
 */
function isStale(key: string, found: FoundText | undefined, before: FoundText | undefined, around: Around): boolean {
  const { content, base, world } = around;
  const english = findText(content, world, 'en', key)?.text;
  const wasEnglish = findText(base, world, 'en', key)?.text;
  const shipped = world.texts.en?.[key];
  const isFound = found?.text === before?.text && found?.from === before?.from;
  return isFound && (english !== wasEnglish || (english !== shipped && found?.from === 'product'));
}

function languageOf(locale: Locale): string {
  return locale.split('-', 1)[0] ?? locale;
}

/** Which steps name a text, in any market. */
function stepsByKey(flow: Flow): ReadonlyMap<string, readonly StepId[]> {
  const said = new Map<string, StepId[]>();
  for (const [id, step] of Object.entries(flow.steps)) {
    const owns = flow.markets.map((market) => flow.overrides[market]?.[id]);
    for (const key of new Set([step, ...owns].flatMap(keysIn))) said.set(key, [...(said.get(key) ?? []), id]);
  }
  return said;
}

const KEY = /^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9_]+)+$/;
const NAMING = new Set(['text', 'accept', 'key']);

/** Every text key in a step or in what a market has in its place, however deep. */
function keysIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' ? (NAMING.has(name) && KEY.test(member) ? [member] : []) : keysIn(member),
  );
}

export function isShown(row: WordRow, filter: Filter): boolean {
  switch (filter) {
    case 'used':
      return row.steps.length > 0;
    case 'changed':
      return row.isChanged;
    case 'stale':
      return row.isStale;
    case 'missing':
      return row.isMissing;
    case 'long':
      return row.budget !== undefined && row.budget.length > row.budget.limit;
    case 'all':
      return true;
  }
}
