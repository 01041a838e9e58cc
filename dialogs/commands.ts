import { FIELDS } from '../machines/lead';
import type { Locale } from '../machines/market';
import { fold, foldCase, foldLabel } from './fold';
import type { Texts } from './texts';
import { textsOf } from './textsOf';
import type { Understanding, View } from './view';
import { saysWord } from './words';

/** In order of precedence: whoever wants to stop is never asked anything else. */
const COMMANDS = [
  'stop',
  'agent',
  'help',
  'back',
  'language',
  'restart',
  'status',
  'change',
  'why',
  'repeat',
  'simpler',
  'recap',
  'receipt',
  'carry',
  'deleteData',
] as const;
type Command = (typeof COMMANDS)[number];

/**
 * A command typed as the whole text, in the current language or English. Undefined when it is none. Where a name or an
 * address is asked, only exact words count, since many a name is a word without its accents.
 */
export function recognizeCommand(view: View, text: string): Understanding | undefined {
  const words = wordsIn(textsOf(view), view.locale);
  const typed = foldCase(text);
  const free = isFreeText(view);
  const command = words.accented.get(typed) ?? (free || fold(text) !== typed ? undefined : words.plain.get(typed));
  if (command !== undefined && !(command === 'change' && alsoConfirms(view, text))) return toUnderstanding(command);
  return free ? undefined : ownLanguage(view, text);
}

/** A language's own name, or its name in another language of the market, typed where no such answer is asked for. */
function ownLanguage(view: View, text: string): Understanding | undefined {
  const step = view.flow.steps[view.step];
  if (step?.kind === 'ask' && step.field === 'language') return undefined;
  const typed = fold(text);
  const found = view.list('languages', view.locale).filter(({ label, aliases = [] }) => {
    return foldLabel(label) === typed || aliases.some((alias) => foldLabel(alias) === typed);
  });
  const [row] = found;
  const isMarkets = found.length === 1 && view.market.locales.some(({ tag }) => tag === row?.code);
  return row && isMarkets ? { kind: 'language', locale: row.code } : undefined;
}

function toUnderstanding(command: Command): Understanding {
  if (command === 'change' || command === 'language') return { kind: command };
  return { kind: 'command', command };
}

function isFreeText({ flow, step }: View): boolean {
  const current = flow.steps[step];
  if (current?.kind !== 'ask' || current.choices) return false;
  const { kind } = FIELDS[current.field];
  return kind === 'name' || kind === 'address';
}

/** "Correct" may mean "that is right" or "let me correct it": at a summary it decides nothing. */
function alsoConfirms(view: View, text: string): boolean {
  const isReview = view.flow.steps[view.step]?.kind === 'review';
  return isReview && saysWord(textsOf(view), view.locale, 'confirm', text);
}

interface Words {
  readonly accented: ReadonlyMap<string, Command>;
  readonly plain: ReadonlyMap<string, Command>;
}

const known = new WeakMap<Texts, Map<Locale, Words>>();

function wordsIn(texts: Texts, locale: Locale): Words {
  const locales = known.get(texts) ?? new Map<Locale, Words>();
  known.set(texts, locales);
  const words = locales.get(locale) ?? {
    accented: byWord((command) => texts.accentedWords(locale, command)),
    plain: byWord((command) => texts.commandWords(locale, command)),
  };
  locales.set(locale, words);
  return words;
}

function byWord(wordsOf: (command: Command) => readonly string[]): ReadonlyMap<string, Command> {
  const words = new Map<string, Command>();
  for (const command of COMMANDS) for (const word of wordsOf(command)) if (!words.has(word)) words.set(word, command);
  return words;
}
