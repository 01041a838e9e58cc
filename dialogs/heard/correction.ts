import { FIELDS, type FieldId } from '../../machines/lead';
import { fieldsInReach } from '../../machines/navigate';
import { offeredChoice } from '../choices';
import { exampleFor } from '../fields/parsed';
import { askOf } from '../labels';
import { unrecognized } from '../notice';
import type { Notice, Understanding, View } from '../view';
import { lexiconOf } from './lexicon';
import { currentField, fieldMeant, isAtQuestion, type Meant } from './meant';
import { fieldsNamed, readStatement, type Statement } from './statement';
import { isWhole, readValue } from './value';

/**
 * What a customer says about an answer by its name, whatever is asked: "no, my email is …", "wrong number", "change my
 * address to …". A value counts only when its own field takes it and nothing else can be meant; otherwise the field is
 * asked. Decisions and declarations are never made this way. Undefined when the text says no such thing.
 */
export function recognizeCorrection(view: View, text: string): Understanding | undefined {
  if (text.length > LONGEST || offeredChoice(view, text) !== undefined) return undefined;
  const lexicon = lexiconOf(view);
  const said = readStatement(lexicon, text);
  if (said === undefined) return undefined;
  if (said.name === undefined) return bareValue(view, said);
  const named = fieldsNamed(lexicon, said);
  const meant = fieldMeant(view, named);
  return meant ? aboutField(view, said, meant) : aboutSeveral(view, said, named);
}

const LONGEST = 240;

/** Several answers have that name, or none that is asked here: the customer is shown those there are. */
function aboutSeveral(view: View, said: Statement, named: readonly FieldId[]): Understanding | undefined {
  if (said.changes) return { kind: 'change' };
  const field = currentField(view);
  const isAsked = field !== undefined && named.includes(field);
  return isAsked && (said.mine || said.linked) && said.value !== '' ? answerAsked(view, said, field, false) : undefined;
}

function aboutField(view: View, said: Statement, { field, isPart }: Meant): Understanding | undefined {
  const isAsked = currentField(view) === field;
  if (field === 'language') return said.changes && said.value === '' ? { kind: 'language' } : undefined;
  if (isPart || said.value === '' || said.asks || FIELDS[field].customerOnly) return askedAgain(view, said, field);
  if (!isEvident(view, said, field)) return undefined;
  if (isAsked) return answerAsked(view, said, field, true);
  const read = readValue(view, said, field);
  const isTheirs = isAtQuestion(view) && fieldsInReach(view, view.facts).has(field);
  if (read?.ok && isTheirs) return { kind: 'told', answers: [{ field, value: read.value }] };
  return askedAgain(view, said, field, read?.ok === false ? read.error : undefined);
}

/** "My name is Mei" where the name is asked. The whole sentence is no name, nor are two words a part of one. */
function answerAsked(view: View, said: Statement, field: FieldId, isOnlyOne: boolean): Understanding | undefined {
  const read = readValue(view, said, field);
  if (read?.ok && (isOnlyOne || !/\s/u.test(said.value))) return answered(view, field, read.value);
  if (read?.ok === false && said.changes) return { kind: 'unrecognized', error: read.error };
  const step = askOf(view, field);
  if (!isFreeText(view) || step === undefined) return undefined;
  return unrecognized('error.answerOnly', { example: exampleFor({ view, step }) });
}

function askedAgain(view: View, said: Statement, field: FieldId, error?: Notice): Understanding | undefined {
  if (!said.changes || (isFreeText(view) && !isUnmistakable(said, field))) return undefined;
  return { kind: 'change', field, ...(error && { error }) };
}

/** Where a name or an address is asked, most words could be it: there only what no name says counts. */
function isEvident(view: View, said: Statement, field: FieldId): boolean {
  const { changes, opens, mine, linked, parted } = said;
  if (changes || (mine && linked)) return true;
  const { kind } = FIELDS[field];
  if (currentField(view) === field) return linked || mine || parted;
  if (isFreeText(view)) return (kind === 'email' || kind === 'mobile') && (opens || mine || linked);
  return opens || mine || linked;
}

/** "No, mei@x.sg": an address or a number says by itself which answer it is. */
function bareValue(view: View, said: Statement): Understanding | undefined {
  if (said.asks || !isAtQuestion(view)) return undefined;
  for (const field of ['email', 'mobile'] as const) {
    if (askOf(view, field) === undefined || !isWhole(field, said.value)) continue;
    const read = readValue(view, said, field);
    if (!read?.ok) return undefined;
    if (currentField(view) === field) return answered(view, field, read.value);
    if (view.facts.fields[field] === undefined) return undefined;
    return { kind: 'told', answers: [{ field, value: read.value }] };
  }
  return undefined;
}

function answered(view: View, field: FieldId, value: string): Understanding {
  const event = { type: 'customer.answered', step: view.step, field, value, by: 'customer' } as const;
  return { kind: 'event', event, method: 'text' };
}

/** "Work Wrong" may be somebody. */
function isUnmistakable({ leads, mine, value }: Statement, field: FieldId): boolean {
  const { kind } = FIELDS[field];
  return leads || mine || value !== '' || kind === 'email' || kind === 'mobile' || kind === 'name';
}

function isFreeText(view: View): boolean {
  const field = currentField(view);
  const current = view.flow.steps[view.step];
  if (field === undefined || (current?.kind === 'ask' && current.choices)) return false;
  return FIELDS[field].kind === 'name' || FIELDS[field].kind === 'address';
}
