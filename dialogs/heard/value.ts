import { FIELDS, type FieldId } from '../../machines/lead';
import { parseField } from '../fields';
import type { Parsed } from '../fields/parsed';
import { fold, foldLabel, toAsciiDigits } from '../fold';
import { bandOfAmount } from '../incomeBands';
import { askOf } from '../labels';
import { rowsOf } from '../rows';
import type { View } from '../view';
import type { Statement } from './statement';

/**
 * The value given with a statement, as its field's own question would take it. Undefined where it is not certain that
 * these words, and all of them, are the value: prose after a name is no surname.
 */
export function readValue(view: View, said: Statement, field: FieldId): Parsed | undefined {
  const step = askOf(view, field);
  const typed = step && valueIn(view, said, field);
  return step && typed !== undefined ? parseField(typed, view, step) : undefined;
}

/** Whether a text is nothing but an address or a number. */
export function isWhole(field: 'email' | 'mobile', text: string): boolean {
  return field === 'email' ? /^\S+@\S+$/u.test(text) : PHONE_ONLY.test(toAsciiDigits(text));
}

const PHONE_ONLY = /^\+?[\d\s().-]{6,24}$/;

function valueIn(view: View, said: Statement, field: FieldId): string | undefined {
  switch (FIELDS[field].kind) {
    case 'email':
      return onlyOne(said.value.match(EMAIL) ?? [said.value]);
    case 'mobile':
      return onlyOne(toAsciiDigits(said.value).match(PHONE) ?? [said.value]);
    case 'name':
      return isName(said, isAskedNow(view, field)) ? said.value : undefined;
    case 'address':
      return said.linked || said.parted ? said.value : undefined;
    case 'choice':
      return choiceIn(view, said, field);
  }
}

function isAskedNow({ flow, step }: View, field: FieldId): boolean {
  const current = flow.steps[step];
  return current?.kind === 'ask' && current.field === field;
}

const EMAIL = /[^\s<>,;:()]+@[^\s<>,;()]+/gu;
const PHONE = /\+?\d[\d\s().-]{4,22}\d/g;

/** Two of them contradict one another. */
function onlyOne(found: readonly string[]): string | undefined {
  return found.length === 1 ? found[0] : undefined;
}

/**
 * Words in which a letter has a capital form are a name when they begin with one; a single word also without, where
 * nothing else can follow. "My name is complicated" is no such place unless the name is asked.
 */
function isName({ value, linked, parted, mine, changes }: Statement, isAsked: boolean): boolean {
  const words = value.split(/\s+/u);
  const isCased = CASED.test(value);
  if (isCased && areCapital(words)) return linked || parted || mine || words.length === 1;
  if (isCased) return words.length === 1 && (isAsked || (changes && linked));
  return (linked || mine || parted) && words.length <= 4;
}

/** Words that may be a name by how they are written: with capitals, or few in a script without. */
export function looksLikeName(text: string): boolean {
  const words = text.split(/\s+/u);
  return CASED.test(text) ? areCapital(words) : words.length <= 4;
}

function areCapital(words: readonly string[]): boolean {
  return words.every((word) => CAPITAL.test(word) || PARTICLES.has(word));
}

const CASED = /\p{Lu}|\p{Ll}/u;
const CAPITAL = /^[\p{Lu}'(@-]/u;
/** Small words inside names. */
const PARTICLES = new Set([
  'de',
  'la',
  'dela',
  'del',
  'van',
  'von',
  'bin',
  'binti',
  'binte',
  'bte',
  'bt',
  'al',
  'el',
  'a/l',
  'a/p',
  'da',
  'dos',
  'der',
  'di',
  'ibn',
  's/o',
  'd/o',
]);

/** What is said in passing must be the very title of a row; where something is to be changed, what the question would take. */
function choiceIn(view: View, { value, changes, opens }: Statement, field: FieldId): string | undefined {
  const step = askOf(view, field);
  if (step === undefined) return undefined;
  const band = field === 'incomeBand' ? bandOfAmount(view.market, value) : undefined;
  const rows = rowsOf(view, step);
  if (band !== undefined) return rows.find(({ code }) => code === band)?.label;
  if (changes || opens) return value;
  const typed = fold(value);
  const row = rows.find(({ label, aliases = [] }) => [label, ...aliases].some((title) => foldLabel(title) === typed));
  return row?.label;
}
