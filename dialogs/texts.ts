import type en from '../locales/en.json';
import type { Locale } from '../machines/market';

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
  /** Every text of one group, for pages: `group(locale, 'chat')`. */
  group(locale: Locale, group: string): Readonly<Record<string, string>>;
  dir(locale: Locale): 'ltr' | 'rtl';
}
