import { linkify } from '../../chat/client/linkify';

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'mono'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly pieces: readonly Piece[] };

/** One letter, or a whole web address: nothing inside an address is a mark. */
interface Unit {
  readonly text: string;
  readonly url?: string;
}

const MARKS: Readonly<Record<string, 'bold' | 'italic' | 'strike'>> = { '*': 'bold', _: 'italic', '~': 'strike' };
/** A mark behind an address closes what was opened before it. */
const TRAILING_MARKS = /[*_~]+$/;
const BLOCK = /```([\s\S]+?)```/g;
const WORD = /[\p{L}\p{N}]/u;
const SPACE = /\s/u;

/**
 * A message's text as WhatsApp lays it out: `*bold*`, `_italic_`, `~strike~`, ```` ```mono``` ````, web addresses. A mark
 * counts only at the edge of a word and within one line, so "2*3*4" and "snake_case_name" stay as they are.
 */
export function readMarkup(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(BLOCK)) {
    pieces.push(...readUnits(unitsOf(text.slice(end, match.index))));
    pieces.push({ kind: 'mono', text: match[1] ?? '' });
    end = match.index + match[0].length;
  }
  return [...pieces, ...readUnits(unitsOf(text.slice(end)))];
}

function unitsOf(text: string): readonly Unit[] {
  return linkify(text).flatMap(({ text: part, url }): readonly Unit[] => {
    if (!url) return lettersOf(part);
    const [marks = ''] = TRAILING_MARKS.exec(part) ?? [];
    const bare = { text: part.slice(0, part.length - marks.length), url: url.slice(0, url.length - marks.length) };
    return [bare, ...lettersOf(marks)];
  });
}

function lettersOf(text: string): readonly Unit[] {
  return [...text].map((letter) => ({ text: letter }));
}

function readUnits(units: readonly Unit[]): Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') pieces.push({ kind: 'text', text: plain });
    plain = '';
  };
  for (let at = 0; at < units.length; at++) {
    const { text, url } = units[at] ?? { text: '' };
    const kind = url ? undefined : MARKS[text];
    const close = kind ? closing(units, at) : -1;
    if (url) {
      flush();
      pieces.push({ kind: 'link', text, url });
    } else if (kind && close > 0) {
      flush();
      pieces.push({ kind, pieces: readUnits(units.slice(at + 1, close)) });
      at = close;
    } else plain += text;
  }
  flush();
  return pieces;
}

/** Where the mark at `open` is closed; -1 when it marks nothing. */
function closing(units: readonly Unit[], open: number): number {
  const mark = units[open]?.text;
  if (is(WORD, units[open - 1]) || !units[open + 1] || is(SPACE, units[open + 1])) return -1;
  for (let at = open + 1; at < units.length && units[at]?.text !== '\n'; at++) {
    const ends = units[at]?.text === mark && at > open + 1;
    if (ends && !is(SPACE, units[at - 1]) && !is(WORD, units[at + 1])) return at;
  }
  return -1;
}

function is(pattern: RegExp, unit: Unit | undefined): boolean {
  return unit !== undefined && unit.url === undefined && pattern.test(unit.text);
}
