/** A code point more than the longest text a messenger sends: what is longer stays recognisably too long. */
const LONGEST = 4_097;
/** Marks on one character; no script needs more, and hundreds make a line nobody can read past. */
const MARKS = /(\p{M}{8})\p{M}+/gu;

/** A customer's words as they are kept: composed, so that the same word has the same spelling, and of bounded size. */
export function boundedText(text: string): string {
  const composed = text.normalize('NFC').replace(MARKS, '$1');
  return composed.length <= LONGEST ? composed : [...composed.slice(0, 2 * LONGEST)].slice(0, LONGEST).join('');
}
