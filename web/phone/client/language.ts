import type { PhoneLocale } from './shell';

const SCRIPTS: Readonly<Record<string, RegExp>> = {
  Latn: /\p{Script=Latin}/gu,
  Hant: /\p{Script=Han}/gu,
  Hans: /\p{Script=Han}/gu,
  Thai: /\p{Script=Thai}/gu,
  Cyrl: /\p{Script=Cyrillic}/gu,
  Arab: /\p{Script=Arabic}/gu,
  Deva: /\p{Script=Devanagari}/gu,
};
/** Names of cards and banks are in Latin letters in every language: one letter of another script outweighs several. */
const LATIN_WEIGHT = 0.25;
const ADDRESS = /https?:\/\/\S+/g;
/** No sentence in these is without its own letters. */
const ACCENTED = /^(vi|pl)\b/;
/** Everyday characters that only simplified Chinese has. */
const SIMPLIFIED = /[们这请选择语简体资证码银动电话过为没还书]/u;

/**
 * Which of the market's languages a text is written in: WhatsApp does not say, so its script decides. Where the script
 * fits several, the one that comes first.
 */
export function languageOf(text: string, locales: readonly PhoneLocale[]): PhoneLocale | undefined {
  const words = text.replace(ADDRESS, '');
  const scored = locales.map((locale) => ({ locale, score: score(words, locale.tag) }));
  const best = scored.reduce((most, one) => (one.score > most.score ? one : most), { locale: locales[0], score: 0 });
  return best.score > 0 ? best.locale : undefined;
}

function score(text: string, tag: string): number {
  const script = scriptOf(tag);
  const letters = text.match(SCRIPTS[script] ?? /$^/)?.length ?? 0;
  if (script === 'Hans' && !SIMPLIFIED.test(text)) return 0;
  if (script === 'Hant' && SIMPLIFIED.test(text)) return 0;
  if (ACCENTED.test(tag) && !/[^\p{ASCII}\P{L}]/u.test(text)) return (letters * LATIN_WEIGHT) / 2;
  return script === 'Latn' ? letters * LATIN_WEIGHT : letters;
}

function scriptOf(tag: string): string {
  return new Intl.Locale(tag).maximize().script ?? '';
}
