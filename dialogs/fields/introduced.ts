import { textsOf } from '../textsOf';
import type { View } from '../view';

/**
 * The name in an answer that says more than the name: "I am Mei", "ชื่อสมชายครับ". The text as it is where it may be a name
 * from end to end: "Im Yoona", "Tak Po".
 */
export function introduced(view: View, text: string): string {
  if (text.length > LONGEST) return text;
  const name = withoutEnd(view, text.trim());
  const begins = simple(name);
  if (begins.length !== name.length) return name;
  const word = wordsOf(view, 'introduces').find((one) => begins.startsWith(one) && GAP.test(begins.slice(one.length)));
  const rest = word === undefined ? '' : name.slice(word.length).replace(LEADING, '');
  return rest !== '' && isName(rest) ? rest : name;
}

const LONGEST = 160;
/** What stands between the words and the name. Thai and Chinese put nothing there. */
const GAP = /^(?:[\s:：,，-]|\p{Script=Thai}|\p{Script=Han})/u;
const LEADING = /^[\s:：,，-]+/u;

/** Politeness after a name, where it is no part of one: in a script that runs on, or in small letters behind capitals. */
function withoutEnd(view: View, text: string): string {
  const typed = simple(text);
  if (typed.length !== text.length) return text;
  const end = wordsOf(view, 'ends').find((word) => typed.endsWith(word) && word.length < text.length);
  if (end === undefined) return text;
  const rest = text.slice(0, -end.length);
  const name = rest.replace(TRAILING, '');
  if (name === '') return text;
  if (UNSPACED.test(end)) return withoutEnd(view, name);
  const isApart = name !== rest && text.endsWith(end) && CASED.test(name) && isName(name);
  return isApart ? withoutEnd(view, name) : text;
}

const TRAILING = /[\s,，.!-]+$/u;
const UNSPACED = /^\p{Script=Thai}/u;
const CASED = /\p{Lu}|\p{Ll}/u;
const CAPITAL = /^\p{Lu}/u;
const MOST_WORDS = 4;

function isName(text: string): boolean {
  const words = text.split(/\s+/u);
  return CASED.test(text)
    ? CAPITAL.test(words[0] ?? '') && CAPITAL.test(words.at(-1) ?? '')
    : words.length <= MOST_WORDS;
}

const known = new WeakMap<object, Map<string, readonly string[]>>();

/** As the locale files have them, apostrophes and all, longest first. */
function wordsOf(view: View, list: 'introduces' | 'ends'): readonly string[] {
  const texts = textsOf(view);
  const lists = known.get(texts) ?? new Map<string, readonly string[]>();
  known.set(texts, lists);
  const key = `${view.locale} ${list}`;
  const words = lists.get(key) ?? texts.writtenWords(view.locale, list).map(simple);
  lists.set(key, words);
  return words;
}

function simple(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc`\u00b4]/gu, "'");
}
