/** Zero of every digit script a customer's keyboard may have; the nine digits follow it. NFKC covers full-width ones. */
const ZEROS = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6, 0x0e50,
  0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0xff10,
];
const DIGIT: ReadonlyMap<string, string> = new Map(
  ZEROS.flatMap((zero) =>
    Array.from({ length: 10 }, (_, n): [string, string] => [String.fromCharCode(zero + n), `${n}`]),
  ),
);

/** Letters that no Unicode decomposition takes apart, and Arabic letters that are typed for one another. */
const LETTER: ReadonlyMap<string, string> = new Map(
  Object.entries({
    đ: 'd',
    ð: 'd',
    ł: 'l',
    ø: 'o',
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    þ: 'th',
    ħ: 'h',
    ŧ: 't',
    ı: 'i',
    ŋ: 'n',
    ς: 'σ',
    ə: 'e',
    ة: 'ه',
    ى: 'ي',
    ی: 'ي',
    ک: 'ك',
    ٱ: 'ا',
  }),
);

const INVISIBLE = /\u034f|[\ufe00-\ufe0f]|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const PLAIN_ASCII = /^[\x20-\x7e]*$/;
/** Accents of Latin, Cyrillic and Greek, Arabic vowel signs and the tatweel. Thai and Indic marks are letters: they stay. */
const ACCENTS =
  /\u0640|(?=[\u0300-\u0670])\p{Script=Inherited}|[\u06d6-\u06dc\u06df-\u06e4\u06e7-\u06e8\u06ea-\u06ed]|[\u1ab0-\u1aff]|[\u1dc0-\u1dff]|[\u20d0-\u20ff]|[\ufe20-\ufe2f]/gu;
const APOSTROPHES = /['\u2018\u2019\u02bc\u02bb`\u00b4]/gu;
const SEPARATORS = /[\s\p{P}\p{S}\p{Cc}]+/gu;
const NOT_ASCII_DIGIT = /[^\p{ASCII}]/gu;

/** The text without characters nobody sees: direction marks, joiners, variation selectors. */
export function stripInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** What stands between the marks that we print around words to reply with: people copy them along. No other marks. */
export function unquoted(text: string): string {
  return QUOTED.exec(text)?.[1]?.trim() ?? text;
}

const QUOTED = /^“([^“”]+)”$/u;

/** Full-width Latin letters, digits and signs as East Asian keyboards type them, in their ordinary form. */
export function toHalfWidth(text: string): string {
  return text.replace(FULL_WIDTH, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0));
}

/** The same text with digits of every script as 0-9. */
export function toAsciiDigits(text: string): string {
  return PLAIN_ASCII.test(text)
    ? text
    : text.replace(NOT_ASCII_DIGIT, (character) => DIGIT.get(character) ?? character);
}

/**
 * The form in which two texts are compared: no case, accents, punctuation, invisible characters or digit scripts.
 * Folding twice gives the same as folding once. A text of punctuation alone keeps it, so that "?" can be a word.
 */
export function fold(text: string): string {
  if (PLAIN_ASCII.test(text)) return separate(text.toLowerCase());
  return separate(plainLetters(keepMarks(text)));
}

/** Like `fold` but accents stay: what tells "dừng" from "Dũng". */
export function foldCase(text: string): string {
  if (PLAIN_ASCII.test(text)) return separate(text.toLowerCase());
  return separate(keepMarks(text));
}

/** A text as `foldCase` has it, and for each of its units where in the text that unit comes from. */
export interface Folded {
  readonly folded: string;
  readonly from: readonly number[];
}

/** `foldCase` that knows its way back, for whoever finds a word and wants what stands beside it as it was typed. */
export function foldInPlace(text: string): Folded {
  const from: number[] = [];
  let folded = '';
  let isApart = false;
  let at = 0;
  for (const character of text) {
    const letters = letterOf(character);
    if (letters === ' ') isApart = folded !== '';
    else if (letters !== '') {
      const units = isApart ? ` ${letters}` : letters;
      folded += units;
      for (let unit = 0; unit < units.length; unit += 1) from.push(at);
      isApart = false;
    }
    at += character.length;
  }
  return { folded, from };
}

const APOSTROPHE = /^['\u2018\u2019\u02bc\u02bb`\u00b4]$/u;
const SEPARATOR = /^[\s\p{P}\p{S}\p{Cc}]+$/u;
const ASCII_WORD = /^[a-z0-9]$/;

function letterOf(character: string): string {
  const lower = character.toLowerCase();
  if (ASCII_WORD.test(lower)) return lower;
  if (APOSTROPHE.test(character)) return '';
  const known = letters.get(character);
  if (known !== undefined) return known;
  const kept = keepMarks(character);
  const letter = kept !== '' && SEPARATOR.test(kept) ? ' ' : kept;
  if (letters.size < MEMO_LIMIT) letters.set(character, letter);
  return letter;
}

/** Single characters tell nothing of who typed them. */
const letters = new Map<string, string>();

const memo = new Map<string, string>();
const MEMO_LIMIT = 20_000;

/** `fold` with a memory. For our own labels only: what customers type must not be kept. */
export function foldLabel(label: string): string {
  const known = memo.get(label);
  if (known !== undefined) return known;
  if (memo.size >= MEMO_LIMIT) memo.clear();
  const folded = fold(label);
  memo.set(label, folded);
  return folded;
}

function keepMarks(text: string): string {
  return toAsciiDigits(stripInvisible(text.normalize('NFKC')).toLowerCase().normalize('NFKC'));
}

function plainLetters(text: string): string {
  const bare = text.normalize('NFD').replace(ACCENTS, '').normalize('NFC');
  return bare.replace(NOT_ASCII_DIGIT, (letter) => LETTER.get(letter) ?? letter);
}

function separate(text: string): string {
  const words = text.replace(APOSTROPHES, '').replace(SEPARATORS, ' ').trim();
  return words === '' ? text.trim().replaceAll('؟', '?').replace(/\s+/gu, ' ') : words;
}
