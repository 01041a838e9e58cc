import { fold } from '../fold';

/**
 * What of a text is looked for: its words, found by the script's own rules where nothing stands between them, and the
 * pieces of these, so that endings, spelling mistakes and words that are cut elsewhere still have much in common.
 */
export function termsOf(text: string): string[] {
  const folded = fold(text);
  return [...wordsOf(folded), ...folded.split(' ').flatMap(piecesOf)];
}

/** Set before a piece, which is worth less than a word. */
const PIECE = '~';

export function isPiece(term: string): boolean {
  return term.startsWith(PIECE);
}

/** The words of a folded text. */
export function wordsOf(folded: string): string[] {
  if (!UNSPACED.test(folded)) return folded.split(' ').filter((word) => word !== '');
  return [...words.segment(folded)].flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : []));
}

const UNSPACED = /[\p{Script=Han}\p{Script=Thai}]/u;

const words = new Intl.Segmenter('und', { granularity: 'word' });

const HAN = /\p{Script=Han}/u;

/** Pairs of Chinese characters; of other scripts three letters, the beginning and the end of a word being letters too. */
function piecesOf(run: string): string[] {
  if (run === '') return [];
  const [text, length] = HAN.test(run) ? [run, 2] : [`_${run}_`, 3];
  const pieces: string[] = [];
  for (let at = 0; at + length <= text.length; at += 1) pieces.push(PIECE + text.slice(at, at + length));
  return pieces;
}
