import type { Reply } from '../../dialogs/message';
import en from '../../locales/en.json';
import type { Locale } from '../../machines/market';
import { TEXTS } from './product';

/**
 * Reads texts back to the keys they were said from, so that one script holds in every language. Whatever no key explains
 * comes out as `?? …`, and so fails a comparison. `expected` only decides between keys with the very same wording.
 */
export function keysIn(replies: readonly Reply[], expected: readonly string[]): string[] {
  return replies.flatMap(({ text, locale }) => keysOf(text, locale, expected));
}

const SLOT = '\ue000';
const GROUPS = ['say', 'ask', 'error', 'consent', 'review', 'status', 'why', 'faq'] as const;
/** Lines that belong to the text before them: a summary's rows, and what a long list says about itself. */
const LIST_KEYS = ['list.search', 'list.page', 'list.matches'] as const;

/** What belongs to a text besides its own words: notes on a list; a summary's rows; a link. */
const AFTER: Readonly<Partial<Record<(typeof GROUPS)[number], (lists: string) => string>>> = {
  ask: (lists) => `(?:\\n(?:${lists}))*`,
  review: () => '(?:\\n[^\\n]+: [^\\n]*)*',
  say: () => '(?:\\n\\n[^\\n]+: https://[^\\s]+)?',
};

/** Cards written out above the question they are the answers to. */
const CARDS = /(?:\*[^\n]+\*(?:\n[^\n]+)+\n\n)*/y;

/** What a variable may stand for where it is more than a few words. */
const HOLE: Readonly<Record<string, string>> = {
  'say.resumed': '[\\s\\S]*?',
  'say.carry': '[^\\n]+(?:\\n[^\\n]+)*',
  'say.recap': '[^\\n]+(?:\\n[^\\n]+)*',
  'faq.costs': '[^\\n]+(?:\\n[^\\n]+)*',
};

interface Pattern {
  readonly key: string;
  readonly match: RegExp;
}

const patterns = new Map<Locale, readonly Pattern[]>();

function keysOf(text: string, locale: Locale, expected: readonly string[]): string[] {
  const keys: string[] = [];
  let at = 0;
  while (at < text.length) {
    CARDS.lastIndex = at;
    at += CARDS.exec(text)?.[0].length ?? 0;
    const best = bestMatch(text, at, patternsOf(locale), expected);
    if (best === undefined) return [...keys, `?? ${text.slice(at)}`];
    keys.push(best.key);
    at = best.end;
    while (/\s/.test(text[at] ?? '')) at++;
  }
  return keys;
}

function bestMatch(text: string, at: number, all: readonly Pattern[], expected: readonly string[]) {
  let best: { key: string; end: number } | undefined;
  for (const { key, match } of all) {
    match.lastIndex = at;
    const length = match.exec(text)?.[0].length ?? 0;
    if (length === 0) continue;
    const isBetter = best === undefined || at + length > best.end;
    const isTie =
      best !== undefined && at + length === best.end && !expected.includes(best.key) && expected.includes(key);
    if (isBetter || isTie) best = { key, end: at + length };
  }
  return best;
}

function patternsOf(locale: Locale): readonly Pattern[] {
  const known = patterns.get(locale);
  if (known) return known;
  const lists = LIST_KEYS.flatMap((key) => sources(locale, key)).join('|');
  const made = GROUPS.flatMap((group) => {
    return Object.keys(en[group]).flatMap((name): Pattern[] => {
      const key = `${group}.${name}`;
      const after = AFTER[group]?.(lists) ?? '';
      return sources(locale, key).map((source) => ({ key, match: new RegExp(`${source}${after}(?=\\n|$)`, 'y') }));
    });
  });
  patterns.set(locale, made);
  return made;
}

/** One expression per plural form, with a hole for every variable. */
function sources(locale: Locale, key: string): string[] {
  const counts = key === 'list.matches' ? [0, 1, 2, 3, 5, 11, 100] : [undefined];
  return [...new Set(counts.map((count) => sourceOf(locale, key, count)))];
}

function sourceOf(locale: Locale, key: string, count: number | undefined): string {
  const asSlot = { get: (_: object, name: string | symbol) => (name === 'count' ? count : SLOT) };
  const text = TEXTS.say(locale, key, new Proxy({}, asSlot) as Record<string, string>);
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const hole = HOLE[key] ?? '[^\\n]*?';
  const withHoles = literal.replace(/\u2068?\ue000\u2069?/g, hole);
  return count === undefined ? withHoles : withHoles.replace(/\d+/g, '\\d+');
}
