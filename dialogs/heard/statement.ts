import type { FieldId } from '../../machines/lead';
import { type Folded, foldInPlace } from '../fold';
import type { Lexicon, Phrase, Phrases } from './lexicon';

/** A text taken apart: which answer it speaks of, how, and the value given with it. */
export interface Statement {
  /** What the answer was called; missing where the text goes straight to the value. */
  readonly name?: string;
  /** "Change", "wrong", "not my": something said before does not hold. */
  readonly changes: boolean;
  /** Such a word stands before the name. */
  readonly leads: boolean;
  /** "No", "sorry", "actually": what such a text often begins with. */
  readonly opens: boolean;
  /** "My". */
  readonly mine: boolean;
  /** "Is", "to", "should be" right before the value. */
  readonly linked: boolean;
  /** A colon, comma or dash right before the value. */
  readonly parted: boolean;
  /** As typed; '' where there is none. */
  readonly value: string;
  readonly asks: boolean;
}

/**
 * Reads a text as words around the name of an answer, followed by its value. Undefined as soon as a word before the name
 * is none that people put there: then the text is about something else.
 */
export function readStatement(lexicon: Lexicon, text: string): Statement | undefined {
  const said = { ...foldInPlace(text), text };
  const found = { changes: false, opens: false, mine: false };
  const before = readWhile(said, 0, lexicon.before, ({ kind }) => {
    if (kind === 'changes' || kind === 'opens' || kind === 'mine') found[kind] = true;
    return kind !== 'name';
  });
  const name = before.last?.kind === 'name' ? before.last.word : undefined;
  if (name === undefined && !(found.changes || found.opens)) return undefined;
  const leads = found.changes;
  const after = readWhile(said, before.at, lexicon.after, ({ kind, word }) => {
    if (kind === 'changes' || (kind === 'links' && lexicon.changes.has(word))) found.changes = true;
    if (kind === 'mine') found.mine = true;
    return kind !== 'links' && kind !== 'name';
  });
  // Two names: too much for one sentence.
  if (after.last?.kind === 'name') return undefined;
  const linked = after.last?.kind === 'links';
  const value = valueFrom(said, after.at, lexicon.ends);
  return { ...(name !== undefined && { name }), ...found, leads, linked, ...value, asks: ASKS.test(text) };
}

/** The fields a name stands for. */
export function fieldsNamed({ fieldsOf }: Lexicon, { name = '' }: Statement): readonly FieldId[] {
  return fieldsOf.get(name) ?? [];
}

const ASKS = /[?？؟]\s*$/u;

type Said = Folded & { readonly text: string };

/** Takes the longest phrase that stands next, again and again, until there is none or `goesOn` says so. */
function readWhile(said: Said, start: number, phrases: Phrases, goesOn: (phrase: Phrase) => boolean) {
  for (let at = start; ; ) {
    const from = said.folded[at] === ' ' ? at + 1 : at;
    const last = phrases.get(said.folded[from] ?? '')?.find(({ word }) => stands(said, word, from));
    if (last === undefined) return { at };
    at = from + last.word.length;
    if (!goesOn(last)) return { at, last };
  }
}

/** Scripts that put no space between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Thai}]/u;
/** What goes on to an @ is the beginning of an address, whatever word it is. */
const ADDRESS = /^[\p{L}\p{N}._+-]*@/u;

function stands(said: Said, word: string, at: number): boolean {
  if (!said.folded.startsWith(word, at)) return false;
  if (UNSPACED.test(word.at(-1) ?? '')) return true;
  const next = said.folded[at + word.length];
  return (next === undefined || next === ' ') && !ADDRESS.test(restOf(said, at + word.length));
}

/** The text as it was typed behind a place in its folded form. */
function restOf({ text, from }: Said, at: number): string {
  const last = at === 0 ? undefined : from[at - 1];
  if (last === undefined) return text;
  return text.slice(last + String.fromCodePoint(text.codePointAt(last) ?? 0).length);
}

const GAP = /^[\s:：,，、;；.。!！–—=→>-]+/u;
const PARTING = /[:：,，、،;；–—=→>-]/u;
const TAIL = /[\s,，;；!！。।،]+$/u;

function valueFrom(said: Said, at: number, ends: readonly string[]): Pick<Statement, 'value' | 'parted'> {
  const rest = restOf(said, at);
  const gap = GAP.exec(rest)?.[0] ?? '';
  return { value: withoutEnds(rest.slice(gap.length).replace(TAIL, ''), ends), parted: PARTING.test(gap) };
}

/** Without what politeness and grammar put after a value. */
function withoutEnds(value: string, ends: readonly string[]): string {
  const { folded, from } = foldInPlace(value);
  const end = ends.find((word) => endsWith(folded, word));
  const at = end === undefined ? undefined : from[folded.length - end.length];
  return at === undefined ? value : withoutEnds(value.slice(0, at).replace(TAIL, ''), ends);
}

function endsWith(folded: string, word: string): boolean {
  if (!folded.endsWith(word)) return false;
  const before = folded[folded.length - word.length - 1];
  return before === undefined || before === ' ' || UNSPACED.test(word[0] ?? '');
}
