import { createInstance, type i18n } from 'i18next';
import type en from '../locales/en.json';
import type { Locale } from '../machines/market';
import { fold, foldCase } from './fold';
import { fillTemplate, parseTemplate, type Template } from './template';

type Leaves<T, Path extends string = ''> = {
  [K in keyof T & string]: T[K] extends string
    ? `${Path}${K}` extends `${infer Base}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}`
      ? Base
      : `${Path}${K}`
    : T[K] extends readonly string[]
      ? never
      : Leaves<T[K], `${Path}${K}.`>;
}[keyof T & string];

/** Every key a text may have, from the English base: a mistyped one does not compile. */
export type TextKey = Leaves<typeof en>;

/** The product's wording. Pure: the same key, locale and variables give the same text. */
export interface Texts {
  /** Region → language → English. `count` picks the plural form. Customer values are inserted as plain text. */
  say(locale: Locale, key: string, vars?: Readonly<Record<string, string | number>>): string;
  /** Whether the locale's own language (not English by fallback) has the key. */
  has(locale: Locale, key: string): boolean;
  /** Words that mean a command in this locale, English ones included, folded for comparison. */
  commandWords(locale: Locale, command: string): readonly string[];
  /** The same words with their accents, for where a wrong accent is another word. */
  accentedWords(locale: Locale, command: string): readonly string[];
  /** A list of words customers use, English ones included, longest first, as `foldCase` has them with and without accents. */
  heardWords(locale: Locale, list: string): readonly string[];
  /** The same words as they are written, longest first. */
  writtenWords(locale: Locale, list: string): readonly string[];
  /** Every text of one group, for pages: `group(locale, 'chat')`. */
  group(locale: Locale, group: string): Readonly<Record<string, string>>;
  dir(locale: Locale): 'ltr' | 'rtl';
  /** These texts with a flow version's own wording on top. The same wording object gives the same texts. */
  overlay(wording: Wording): Texts;
}

/** Wording by locale and dotted key, as a flow file carries it. */
export type Wording = Readonly<Record<Locale, Readonly<Record<string, string>>>>;

type Tree = { readonly [key: string]: string | readonly string[] | Tree };
/** Locale → nested texts, as the locale files hold them. */
export type Resources = Readonly<Record<Locale, Tree>>;

/** A text that no language has: a fault of ours, never of a customer. */
export class MissingTextError extends Error {
  readonly code = 'TEXT_MISSING';
  constructor(key: string, locale: Locale) {
    super(`No text "${key}" for ${locale} or English. Add it to locales/en.json and to the other languages.`);
    this.name = 'MissingTextError';
  }
}

/** Region → language → English, most particular first. Chinese scripts never stand in for one another. */
export function localeChain(locale: Locale): readonly Locale[] {
  const chain: Locale[] = [];
  for (let tag = locale; tag !== '' && tag !== 'zh'; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-'))))
    chain.push(tag);
  return chain.includes('en') ? chain : [...chain, 'en'];
}

/** Built once at start. Templates are compiled at first use and kept: saying a text takes about a microsecond. */
export function createTexts(resources: Resources): Texts {
  const translate = createTranslator(resources);
  const templates = perLocale<Template>();
  const known = perLocale<boolean>();
  const words = perLocale<readonly string[]>();
  const overlays = new WeakMap<Wording, Texts>();
  const wordsOf = (locale: Locale, command: string, how: (word: string) => string, tag: string): readonly string[] =>
    words(locale, tag + command, () => [...new Set(listed(resources, locale, `commands.${command}`).map(how))]);
  const texts: Texts = {
    say(locale, key, vars) {
      const count = vars?.count;
      const cacheKey = typeof count === 'number' ? key + pluralTag(locale, count) : key;
      const template = templates(locale, cacheKey, () => parseTemplate(translate(locale, key, count)));
      return fillTemplate(template, vars, isTitle(key) ? undefined : texts.dir(locale));
    },
    has: (locale, key) => known(locale, key, () => ownTexts(resources, locale, key).length > 0),
    commandWords: (locale, command) => wordsOf(locale, command, fold, ''),
    accentedWords: (locale, command) => wordsOf(locale, command, foldCase, '='),
    heardWords: (locale, list) =>
      words(locale, `~${list}`, () => spellings(listed(resources, locale, `heard.${list}`))),
    writtenWords: (locale, list) => longestFirst(listed(resources, locale, `heard.${list}`)),
    group: (locale, group) => mergedGroup(resources, locale, group),
    dir: (locale) => (RTL_LANGUAGES.has(locale.split('-', 1)[0] ?? '') ? 'rtl' : 'ltr'),
    overlay(wording) {
      if (Object.keys(wording).length === 0) return texts;
      const made = overlays.get(wording) ?? createTexts(withWording(resources, wording));
      overlays.set(wording, made);
      return made;
    },
  };
  return texts;
}

const RTL_LANGUAGES = new Set(['ar', 'fa', 'he', 'ur']);
const TITLE = /^(?:btn|row|band|field|card|example)\.|^review\.changeField$/;
const titles = new Map<string, boolean>();

/** Titles of buttons, rows and cards: channels count and compare them, so nothing invisible goes in. */
function isTitle(key: string): boolean {
  let title = titles.get(key);
  if (title === undefined) {
    title = TITLE.test(key);
    titles.set(key, title);
  }
  return title;
}

function createTranslator(
  resources: Resources,
): (locale: Locale, key: string, count: string | number | undefined) => string {
  const instance: i18n = createInstance();
  const bundles = Object.entries(resources).map(([locale, tree]) => [locale, { translation: tree }]);
  void instance.init({
    resources: Object.fromEntries(bundles),
    lng: 'en',
    fallbackLng: (code: string) => [...localeChain(code).filter((tag) => tag !== code)],
    load: 'currentOnly',
    nsSeparator: false,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return (locale, key, count) => {
    const options = { lng: locale, skipInterpolation: true, ...(typeof count === 'number' && { count }) };
    const text = instance.t(key, { ...options, defaultValue: '' });
    if (typeof text !== 'string' || text === '') throw new MissingTextError(key, locale);
    return text;
  };
}

const pluralRules = perLocale<Intl.PluralRules>();

/** Names the plural form in every language a text may be taken from. */
function pluralTag(locale: Locale, count: number): string {
  const form = (tag: Locale) => pluralRules(tag, '', () => new Intl.PluralRules(tag)).select(count);
  return `#${count === 0 ? 'zero' : ''}#${form(locale)}#${form('en')}`;
}

/** A two-level memory: `get(locale, key, make)`. */
function perLocale<T>(): (locale: Locale, key: string, make: () => T) => T {
  const locales = new Map<Locale, Map<string, T>>();
  return (locale, key, make) => {
    let entries = locales.get(locale);
    if (entries === undefined) {
      entries = new Map();
      locales.set(locale, entries);
    }
    let value = entries.get(key);
    if (value === undefined) {
      value = make();
      entries.set(key, value);
    }
    return value;
  };
}

function find(tree: Tree | undefined, key: string): Tree[string] | undefined {
  let node: Tree[string] | undefined = tree;
  for (const name of key.split('.')) {
    if (node === undefined || !isTree(node) || !Object.hasOwn(node, name)) return undefined;
    node = node[name];
  }
  return node;
}

function isTree(node: Tree[string]): node is Tree {
  return typeof node === 'object' && !Array.isArray(node);
}

function ownTexts(resources: Resources, locale: Locale, key: string): Tree[string][] {
  const language = locale.split('-', 1)[0];
  const own = localeChain(locale).filter((tag) => tag.split('-', 1)[0] === language);
  return own.flatMap((tag) => find(resources[tag], key) ?? find(resources[tag], `${key}_other`) ?? []);
}

function listed(resources: Resources, locale: Locale, key: string): string[] {
  return localeChain(locale).flatMap((tag) => {
    const words = find(resources[tag], key);
    return Array.isArray(words) ? (words as readonly string[]) : [];
  });
}

/** Accents may be left out, not be wrong: a word that is typed with some matches only its own. */
function spellings(words: readonly string[]): readonly string[] {
  const both = words.flatMap((word) => [foldCase(word), fold(word)]);
  return longestFirst([...new Set(both)]);
}

function longestFirst(words: readonly string[]): readonly string[] {
  return [...words].sort((one, two) => two.length - one.length);
}

function mergedGroup(resources: Resources, locale: Locale, group: string): Readonly<Record<string, string>> {
  const merged: Record<string, string> = {};
  for (const tag of [...localeChain(locale)].reverse()) {
    const tree = find(resources[tag], group);
    if (tree === undefined || !isTree(tree)) continue;
    for (const [key, text] of Object.entries(tree)) if (typeof text === 'string') merged[key] = text;
  }
  return merged;
}

function withWording(resources: Resources, wording: Wording): Resources {
  const merged: Record<Locale, Tree> = { ...resources };
  for (const [locale, entries] of Object.entries(wording)) {
    for (const [key, text] of Object.entries(entries))
      merged[locale] = withText(merged[locale] ?? {}, key.split('.'), text);
  }
  return merged;
}

function withText(tree: Tree, [name = '', ...rest]: readonly string[], text: string): Tree {
  if (rest.length === 0) return { ...tree, [name]: text };
  const branch = tree[name];
  return { ...tree, [name]: withText(branch !== undefined && isTree(branch) ? branch : {}, rest, text) };
}
