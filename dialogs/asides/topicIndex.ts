import MiniSearch from 'minisearch';
import type { Locale } from '../../machines/market';
import { fold } from '../fold';
import { toLatin } from '../latin';
import type { Texts } from '../texts';
import { textsOf } from '../textsOf';
import type { View } from '../view';
import { isPiece, termsOf } from './terms';
import { TOPICS, type Topic } from './topics';

/** A topic that a text may be about. */
export interface Found {
  readonly topic: Topic;
  readonly score: number;
  /** How much of the text the topic's phrases have, from 0 to 1; what every topic has counts for little. */
  readonly share: number;
}

/** The phrases by which customers of one language ask. */
export interface TopicIndex {
  /** Likeliest first. */
  find(text: string): readonly Found[];
  /** Whether the whole text is one of the phrases, and of more than one word. */
  isPhrase(text: string): boolean;
}

const known = new WeakMap<Texts, Map<Locale, TopicIndex>>();

/** Made when somebody first asks in a language, and kept. */
export function topicIndexOf(view: View): TopicIndex {
  const texts = textsOf(view);
  const locales = known.get(texts) ?? new Map<Locale, TopicIndex>();
  known.set(texts, locales);
  const index = locales.get(view.locale) ?? makeIndex(texts, view.locale);
  locales.set(view.locale, index);
  return index;
}

function makeIndex(texts: Texts, locale: Locale): TopicIndex {
  const topics = TOPICS.map((id) => {
    const phrases = phrasesOf(texts, locale, id);
    return { id, phrases, terms: phrases.flatMap(termsOf) };
  });
  const search = new MiniSearch<{ id: Topic; text: string }>({
    fields: ['text'],
    tokenize: (text) => text.split('\n'),
    processTerm: (term) => term,
    searchOptions: { tokenize: termsOf, boostTerm: (term) => (isPiece(term) ? PIECE_WORTH : 1) },
  });
  search.addAll(topics.map(({ id, terms }) => ({ id, text: terms.join('\n') })));
  const whole = new Set(topics.flatMap(({ phrases }) => phrases).filter(isSeveralWords));
  const worth = worthOf(topics.map(({ terms }) => new Set(terms)));
  return {
    find(text) {
      const all = sum([...new Set(termsOf(text))].map(worth));
      return search.search(text).map(({ id, score, queryTerms }): Found => {
        return { topic: id, score, share: sum(queryTerms.map(worth)) / all };
      });
    },
    isPhrase: (text) => whole.has(fold(text)),
  };
}

const PIECE_WORTH = 0.5;

/** In the letters of the language, and in Latin ones. */
function phrasesOf(texts: Texts, locale: Locale, topic: Topic): readonly string[] {
  const folded = texts.heardWords(locale, `asked.${topic}`).map(fold);
  return [...new Set(folded.flatMap((phrase) => [phrase, toLatin(phrase)]))];
}

const UNSPACED = /[\p{Script=Han}\p{Script=Thai}]{3}/u;

function isSeveralWords(phrase: string): boolean {
  return phrase.includes(' ') || UNSPACED.test(phrase);
}

/** A term of one topic tells much, one of all topics next to nothing; one of none stands for something else altogether. */
function worthOf(topics: readonly ReadonlySet<string>[]): (term: string) => number {
  const owners = new Map<string, number>();
  for (const terms of topics) for (const term of terms) owners.set(term, (owners.get(term) ?? 0) + 1);
  return (term) => {
    const own = owners.get(term) ?? 0;
    return (isPiece(term) ? PIECE_WORTH : 1) * Math.log(1 + (topics.length - own + 0.5) / (own + 0.5));
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
