import { FIELD_IDS, type FieldId } from '../../machines/lead';
import type { Locale } from '../../machines/market';
import { fold, foldCase } from '../fold';
import type { Texts } from '../texts';
import { textsOf } from '../textsOf';
import type { View } from '../view';

/** What the words around a value may do: the lists of the locale files under `heard`. */
type Role = 'changes' | 'opens' | 'links' | 'mine' | 'around' | 'ends';

/** A word or a few, and what they do. */
export interface Phrase {
  readonly kind: 'name' | Role;
  readonly word: string;
}

/** Phrases by the letter they begin with, longest first: the first that stands at a place is the one meant. */
export type Phrases = ReadonlyMap<string, readonly Phrase[]>;

/** The words by which customers of one language speak of their answers. */
export interface Lexicon {
  /** What may stand before the name of an answer, and the names. */
  readonly before: Phrases;
  /** What may stand between the name and the value. */
  readonly after: Phrases;
  readonly ends: readonly string[];
  /** A word may name several fields: which is meant depends on what the market asks. */
  readonly fieldsOf: ReadonlyMap<string, readonly FieldId[]>;
  readonly changes: ReadonlySet<string>;
}

const known = new WeakMap<Texts, Map<Locale, Lexicon>>();

/** Made when a language is first heard, and kept. */
export function lexiconOf(view: View): Lexicon {
  const texts = textsOf(view);
  const locales = known.get(texts) ?? new Map<Locale, Lexicon>();
  known.set(texts, locales);
  const lexicon = locales.get(view.locale) ?? makeLexicon(texts, view.locale);
  locales.set(view.locale, lexicon);
  return lexicon;
}

function makeLexicon(texts: Texts, locale: Locale): Lexicon {
  const fieldsOf = new Map<string, FieldId[]>();
  for (const field of FIELD_IDS) {
    for (const word of namesOf(texts, locale, field)) fieldsOf.set(word, [...(fieldsOf.get(word) ?? []), field]);
  }
  const of = (kind: Phrase['kind']) => {
    const words = kind === 'name' ? [...fieldsOf.keys()] : texts.heardWords(locale, kind);
    return words.map((word): Phrase => ({ kind, word }));
  };
  const common = ['name', 'changes', 'opens', 'mine', 'around'] as const;
  return {
    before: byLetter(common.flatMap(of)),
    after: byLetter([...of('links'), ...common.flatMap(of)]),
    ends: texts.heardWords(locale, 'ends'),
    fieldsOf,
    changes: new Set(texts.heardWords(locale, 'changes')),
  };
}

function namesOf(texts: Texts, locale: Locale, field: FieldId): ReadonlySet<string> {
  const labels = [locale, 'en'].map((tag) => texts.say(tag, `field.${field}`));
  return new Set([
    ...labels.flatMap((label) => [foldCase(label), fold(label)]),
    ...texts.heardWords(locale, `names.${field}`),
  ]);
}

/** Of words that are the same, the one that came first. */
function byLetter(phrases: readonly Phrase[]): Phrases {
  const letters = new Map<string, Phrase[]>();
  for (const phrase of [...phrases].sort((one, two) => two.word.length - one.word.length)) {
    const letter = phrase.word[0] ?? '';
    letters.set(letter, [...(letters.get(letter) ?? []), phrase]);
  }
  return letters;
}
