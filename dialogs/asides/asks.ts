import { fold, foldCase } from '../fold';
import { textsOf } from '../textsOf';
import type { View } from '../view';
import { wordsOf } from './terms';

const MARK = /[?？؟]["”»)\s]*$/u;

export function hasQuestionMark(text: string): boolean {
  return MARK.test(text);
}

const UNSPACED = /[\p{Script=Han}\p{Script=Thai}]/u;

/** By its mark, or by a word that questions of the language are asked with. */
export function asksSomething(view: View, text: string): boolean {
  if (hasQuestionMark(text)) return true;
  const typed = ` ${foldCase(text)} `;
  return textsOf(view)
    .heardWords(view.locale, 'asks')
    .some((word) => typed.includes(UNSPACED.test(word) ? word : ` ${word} `));
}

/** "Hello?" asks nothing. */
const FEWEST_WORDS = 3;

export function isSeveralWords(text: string): boolean {
  return countWords(text) >= FEWEST_WORDS;
}

export function countWords(text: string): number {
  return wordsOf(fold(text)).length;
}
