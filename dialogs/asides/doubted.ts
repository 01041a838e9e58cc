import { looksLikeName } from '../heard/value';
import type { View } from '../view';
import { asksSomething, countWords, isSeveralWords } from './asks';
import { topicIndexOf } from './topicIndex';

/**
 * Whether words that would do as a name or an address sound like a question all the same, though not like one that is
 * sure enough to be answered. Then they are neither kept nor answered, but asked back. Words with capitals as a name has
 * them are one, and what has a number in it is an address.
 */
export function soundsLikeQuestion(view: View, text: string): boolean {
  if (DIGIT.test(text) || isTitled(text)) return false;
  const asks = asksSomething(view, text);
  const isLong = isSeveralWords(text);
  if (!isLong && !(asks && !UNSPACED.test(text))) return false;
  if (asks && countWords(text) >= SURELY_PROSE) return true;
  const share = topicIndexOf(view).find(text)[0]?.share ?? 0;
  if (!isLong) return share >= SHARE.few;
  return share >= (asks ? (UNSPACED.test(text) ? SHARE.askingUnspaced : SHARE.asking) : SHARE.telling);
}

/** How much of the words a topic's phrases must have. */
const SHARE = { few: 0.5, telling: 0.25, asking: 0.2, askingUnspaced: 0.12 };
const SURELY_PROSE = 5;

const DIGIT = /\p{Nd}/u;
const UNSPACED = /[\p{Script=Han}\p{Script=Thai}]/u;
const SMALL = /\p{Ll}/u;

/** "Ada Stop", "Bila binti Osman". All in capitals says nothing: some people write everything so. */
function isTitled(text: string): boolean {
  return SMALL.test(text) && looksLikeName(text);
}
