import type { StudioWorld } from '../../../../bot/studio/contract';
import { TextKey } from '../../../../machines/flow';
import type { FlowContent } from '../../../../machines/flowEdit/content';
import type { Edit } from '../../../../machines/flowEdit/edits';
import { parsedJson } from '../../../../machines/flowEdit/flowFile';
import type { Locale } from '../../../../machines/market';
import { findText } from '../state/wording';
import type { WordRow } from './wordRows';

/** The texts of one language as i18next has them: nested by the dots of their keys. */
export function toWordFile(rows: readonly WordRow[]): string {
  const tree: Record<string, unknown> = {};
  for (const { key, found } of rows) if (found !== undefined) put(tree, key.split('.'), found.text);
  return `${JSON.stringify(tree, null, 2)}\n`;
}

function put(tree: Record<string, unknown>, [name = '', ...rest]: readonly string[], text: string): void {
  if (rest.length === 0) {
    tree[name] = text;
    return;
  }
  const inner = Object.hasOwn(tree, name) ? tree[name] : {};
  tree[name] = inner;
  put(inner as Record<string, unknown>, rest, text);
}

export interface ReadWords {
  readonly edits: readonly Edit[];
  /** Texts that were left out, each with why. */
  readonly problems: readonly string[];
}

/** What a file of a language says otherwise than the draft. A text without its placeholders is left out. */
export function readWordFile(
  text: string,
  locale: Locale,
  content: FlowContent,
  world: Pick<StudioWorld, 'texts'>,
  isFixed: (key: string) => boolean,
): ReadWords {
  const entries = flattened(parsedJson(text)).map(([key, value]) => ({ key, text: value }));
  return readWords(entries, locale, content, world, isFixed);
}

/** A text of a file; `isRight`: it is written down also where it says the same. */
export interface WordEntry {
  readonly key: string;
  readonly text: string;
  readonly isRight?: boolean;
}

/** Texts of one language, from whichever kind of file. */
export function readWords(
  entries: readonly WordEntry[],
  locale: Locale,
  content: FlowContent,
  world: Pick<StudioWorld, 'texts'>,
  isFixed: (key: string) => boolean,
): ReadWords {
  const edits: Edit[] = [];
  const problems: string[] = [];
  for (const { key, text, isRight = false } of entries) {
    const now = findText(content, world, locale, key);
    const english = findText(content, world, 'en', key);
    // What a region takes over from its language is not written down for the region.
    const isSame = now?.text === text && languageOf(now.locale) === languageOf(locale);
    if (isSame && !isRight) continue;
    const problem = problemOf(key, text, english?.text, isFixed);
    if (problem === undefined) edits.push({ kind: 'setWord', locale, key, text });
    else problems.push(problem);
  }
  return { edits, problems };
}

function languageOf(locale: Locale): string {
  return locale.split('-', 1)[0] ?? locale;
}

function problemOf(
  key: string,
  value: string,
  english: string | undefined,
  isFixed: (key: string) => boolean,
): string | undefined {
  if (!TextKey.safeParse(key).success) return `“${key}” is no text key`;
  if (english === undefined) return `${key}: there is no such text`;
  if (isFixed(key)) return `${key}: it is a legal text and locked`;
  if (value.trim() === '') return `${key}: it is empty`;
  const [want, have] = [placeholders(english), placeholders(value)];
  return want.join() === have.join() ? undefined : `${key}: keep ${want.map((name) => `{{${name}}}`).join(', ')}`;
}

export function placeholders(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = '']) => name))].sort();
}

/** Nested or flat, as different tools write it. */
function flattened(json: unknown, prefix = ''): (readonly [string, string])[] {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return [];
  return Object.entries(json).flatMap(([name, value]) =>
    typeof value === 'string' ? [[prefix + name, value] as const] : flattened(value, `${prefix}${name}.`),
  );
}
