/** A text as pieces of at most `most` UTF-16 units, cut where a reader would pause; nothing but white space is lost. */
export function splitText(text: string, most: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > most) {
    const at = cutAt(rest, most);
    pieces.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return rest === '' ? pieces : [...pieces, rest];
}

/** From the best place to pause to the worst. Each match begins where the next piece does. */
const PAUSES = [/\n\s*\n/g, /\n/g, /(?<=[.!?؟।]) |(?<=[。！？।])/g, /\s/g];

/** The last pause of the best kind that leaves no short piece; where there is none, between characters. */
function cutAt(text: string, most: number): number {
  // One unit more than fits: white space right after the piece is a pause as well.
  const head = text.slice(0, most + 1);
  for (const pause of PAUSES) {
    const at = lastIndexOf(head, pause, most);
    if (at >= most / 2) return at;
  }
  return betweenCharacters(text, most);
}

/** A pause after a mark that does not fit itself comes too late. */
function lastIndexOf(text: string, pause: RegExp, most: number): number {
  let last = 0;
  for (const { index } of text.matchAll(pause)) if (index <= most) last = index;
  return last;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function betweenCharacters(text: string, most: number): number {
  // A little beyond the limit, so that the last character is seen whole.
  const around = graphemes.segment(text.slice(0, most + 64));
  const at = around.containing(most)?.index ?? 0;
  if (at > 0) return at;
  // One "character" longer than a message: accents without end. A surrogate pair is all that is kept together.
  return text.codePointAt(most - 1) === text.charCodeAt(most - 1) ? most : most - 1;
}
