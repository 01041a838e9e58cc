/**
 * WhatsApp reads `*bold*`, `_italic_`, `~struck~` and backticks in what we send. A text comes out as it was meant, whatever
 * a customer put into it: pairs of such marks are written with their full-width look-alikes. Addresses stay as they are.
 */
export function plain(text: string): string {
  return MARK.test(text) ? text.split('\n').map(plainLine).join('\n') : text;
}

/** In bold letters; marks inside would end them early. */
export function bold(text: string): string {
  const clean = text.replace(MARKS, lookAlike).replace(/\s+/g, ' ').trim();
  return clean === '' ? '' : `*${clean}*`;
}

const MARK = /[*_~`]/;
const MARKS = /[*_~`]/g;
/** Between letters or digits a mark is no markup: `first_last`. */
const EDGE_MARKS = /(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu;
const WORD = /\S+/g;
const ADDRESS = /:\/\/|@/;

/** One mark alone formats nothing: "~5%". */
function plainLine(line: string): string {
  let count = 0;
  for (const _ of line.matchAll(MARKS)) count += 1;
  if (count < 2) return line;
  return line.replace(WORD, (word) => (ADDRESS.test(word) ? word : word.replace(EDGE_MARKS, lookAlike)));
}

/** The full-width forms lie at one distance from ASCII. */
function lookAlike(mark: string): string {
  return String.fromCharCode(mark.charCodeAt(0) + 0xfee0);
}
