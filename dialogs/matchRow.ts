import type { StepOf } from '../machines/flow';
import { fold, foldCase, foldLabel } from './fold';
import { toLatin } from './latin';
import { rowsOf } from './rows';
import { editDistance, forgivenEdits } from './spelling';
import type { ListChoice, View } from './view';

/** What a typed answer means in a list. */
export type RowMatch =
  | { readonly kind: 'one'; readonly row: ListChoice }
  | { readonly kind: 'many'; readonly rows: readonly ListChoice[] }
  | { readonly kind: 'none' };

/**
 * Finds the row a customer means: by its exact title, its code or another spelling, its title in another language of
 * the market, the beginning or part of one of these, and last with small spelling mistakes.
 */
export function matchRow(view: View, step: StepOf<'ask'>, text: string): RowMatch {
  const query = fold(text);
  if (query === '') return { kind: 'none' };
  const entries = indexOf(view, step);
  const exact = exactMatch(entries, text, query);
  if (exact) return exact;
  const ranked = rank(entries, query);
  const best = ranked.filter(({ score }) => score === ranked[0]?.score);
  const [only] = best;
  if (only && best.length === 1 && (only.score >= SPELLING || isLongEnough(query)))
    return { kind: 'one', row: only.row };
  return ranked.length > 0 ? { kind: 'many', rows: ranked.map(({ row }) => row) } : { kind: 'none' };
}

/** Rows a search finds, best first. */
export function narrowRows(view: View, step: StepOf<'ask'>, text: string): readonly ListChoice[] {
  const query = fold(text);
  if (query === '') return [];
  return rank(indexOf(view, step), query).map(({ row }) => row);
}

interface Entry {
  readonly row: ListChoice;
  readonly label: string;
  readonly code: string;
  /** Folded title, other spellings, and both in every language of the market. */
  readonly own: readonly string[];
  readonly all: readonly string[];
}

const indexes = new WeakMap<readonly ListChoice[], readonly Entry[]>();

function indexOf(view: View, step: StepOf<'ask'>): readonly Entry[] {
  const rows = rowsOf(view, step);
  const known = indexes.get(rows);
  if (known) return known;
  const made = buildIndex(view, step, rows);
  indexes.set(rows, made);
  return made;
}

function buildIndex(view: View, step: StepOf<'ask'>, rows: readonly ListChoice[]): readonly Entry[] {
  const names = new Map<string, Set<string>>(rows.map(({ code }) => [code, new Set()]));
  for (const locale of new Set([...view.market.locales.map(({ tag }) => tag), 'en'])) {
    for (const row of rowsOf(view, step, locale)) for (const key of keysOf(row)) names.get(row.code)?.add(key);
  }
  return rows.map((row) => {
    const own = keysOf(row);
    const all = [...new Set([...own, ...(names.get(row.code) ?? [])])];
    return { row, label: foldCase(row.label), code: foldLabel(row.code), own, all };
  });
}

/** Cyrillic names also as they are typed on a Latin keyboard. */
function keysOf({ label, aliases = [] }: ListChoice): string[] {
  const keys = [label, ...aliases].map(foldLabel).filter((key) => key !== '');
  return [...new Set([...keys, ...keys.map(toLatin)])];
}

/** From the surest reading to the least: a match of a surer kind is never made doubtful by one of a lesser. */
function exactMatch(entries: readonly Entry[], text: string, query: string): RowMatch | undefined {
  const accented = foldCase(text);
  const joined = query.replaceAll(' ', '');
  const tests: ((entry: Entry) => boolean)[] = [
    ({ label }) => label === accented,
    ({ own }) => own[0] === query,
    ({ own, code }) => (code === query && !ONLY_DIGITS.test(query)) || own.includes(query),
    ({ all }) => all.includes(query),
    ({ all }) => all.some((key) => key.replaceAll(' ', '') === joined),
  ];
  for (const test of tests) {
    const found = entries.filter(test);
    if (found.length > 0) return toMatch(found.map(({ row }) => row));
  }
  return undefined;
}

/** A number is a position in the list, never a code that happens to look like one. */
const ONLY_DIGITS = /^\d+$/;

function toMatch(rows: readonly ListChoice[]): RowMatch {
  const [row] = rows;
  return row && rows.length === 1 ? { kind: 'one', row } : { kind: 'many', rows };
}

const SPELLING = 4;

function rank(entries: readonly Entry[], query: string): { readonly row: ListChoice; readonly score: number }[] {
  const scored: { row: ListChoice; score: number }[] = [];
  for (const { row, all } of entries) {
    const score = partScore(all, query);
    if (score !== undefined) scored.push({ row, score });
  }
  if (scored.length > 0) return scored.sort((a, b) => a.score - b.score);
  return spellingMatches(entries, query);
}

/** 0 whole, 1 beginning, 2 beginning of a word, 3 any part. */
function partScore(keys: readonly string[], query: string): number | undefined {
  let best: number | undefined;
  for (const key of keys) {
    const at = key.indexOf(query);
    if (at < 0) continue;
    const score = at === 0 ? Number(key.length > query.length) : key.includes(` ${query}`) ? 2 : 3;
    if (score < 3 || isLongEnough(query)) best = Math.min(best ?? score, score);
  }
  return best;
}

function spellingMatches(
  entries: readonly Entry[],
  query: string,
): { readonly row: ListChoice; readonly score: number }[] {
  const forgiven = forgivenEdits([...query].length);
  if (forgiven === 0 || query.length > LONGEST_WORD) return [];
  const found: { row: ListChoice; score: number }[] = [];
  for (const { row, all } of entries) {
    const edits = all.map((key) => editDistance(query, key, Math.min(forgiven, forgivenEdits([...key].length))));
    const fewest = Math.min(...edits.map((distance) => distance ?? Number.POSITIVE_INFINITY));
    if (Number.isFinite(fewest)) found.push({ row, score: SPELLING + fewest });
  }
  return found.sort((a, b) => a.score - b.score);
}

const LONGEST_WORD = 80;
/** One sign of these scripts says as much as several letters. */
const DENSE = /[\p{Script=Han}\p{Script=Thai}\p{Script=Devanagari}]/u;

function isLongEnough(query: string): boolean {
  return query.length >= (DENSE.test(query) ? 2 : 3);
}
