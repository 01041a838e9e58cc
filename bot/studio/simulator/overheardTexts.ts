import type { Reply } from '../../../dialogs/message';
import type { Texts } from '../../../dialogs/texts';

/** Texts that remember what was said from which key, so that a message can be read back to the keys it is made of. */
export interface OverheardTexts {
  readonly texts: Texts;
  /** The keys of what a message says, in order. */
  keysOf(reply: Pick<Reply, 'text'>): readonly string[];
}

/** Of what is no text of its own: labels, rows, and what a list says about itself. */
const PARTS = /^(?:btn|row|band|field|card|example|list|progress|chat|whatsapp|canned)\./;

export function overhear(base: Texts): OverheardTexts {
  const heard = new Map<string, string>();
  const known = new WeakMap<object, Texts>();
  const listening = (texts: Texts): Texts => ({
    ...texts,
    say(locale, key, vars) {
      const said = texts.say(locale, key, vars);
      if (!PARTS.test(key)) heard.set(said, key);
      return said;
    },
    overlay(wording) {
      const made = known.get(wording) ?? listening(texts.overlay(wording));
      known.set(wording, made);
      return made;
    },
  });
  return { texts: listening(base), keysOf: ({ text }) => keysIn(text, heard) };
}

/** Line by line: the longest text that begins there, or nothing. */
function keysIn(text: string, heard: ReadonlyMap<string, string>): readonly string[] {
  const keys: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [said, key] = longestAt(text, at, heard);
    if (key !== undefined) keys.push(key);
    at = nextLine(text, at + said.length);
  }
  return keys;
}

function longestAt(text: string, at: number, heard: ReadonlyMap<string, string>): readonly [string, string?] {
  let best: readonly [string, string?] = [''];
  for (const entry of heard) {
    const [said] = entry;
    if (said.length > best[0].length && text.startsWith(said, at) && isWhole(text, at + said.length)) best = entry;
  }
  return best;
}

function isWhole(text: string, end: number): boolean {
  return end === text.length || text[end] === '\n';
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  if (end < 0) return text.length;
  const start = text.slice(end).search(/[^\n]/);
  return start < 0 ? text.length : end + start;
}
