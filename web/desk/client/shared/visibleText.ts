/** A piece of what somebody wrote: text as it is, or a character that shows nothing and may turn others around. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'control'; readonly code: string };

/** Joiners belong to several scripts and to emoji; line ends and tabs are text. Everything else unseen is shown. */
const UNSEEN = /(?!\u200c|\u200d|[\t\n\r])(?:\p{Cc}|\p{Cf}|[\u034f\u115f\u1160\u2028\u2029\u2800\u3164\uffa0])/gu;

/** Cuts what somebody wrote at every character that could hide or reorder something, and names it. */
export function visiblePieces(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    const code = match[0].codePointAt(0) ?? 0;
    pieces.push({ kind: 'control', code: `U+${code.toString(16).toUpperCase().padStart(4, '0')}` });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}
