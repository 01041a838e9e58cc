import { FIELD_IDS, FIELDS, type FieldId } from '../machines/lead';
import type { Told } from '../machines/navigate';
import { fieldLabel, valueLabel } from './labels';
import { notice } from './notice';
import type { Notice, View } from './view';

const HIDDEN = '•••';

/** A value as lists, logs and recaps may show it: enough to recognise one's own, too little to learn another's. */
export function maskValue(field: FieldId, value: string): string {
  const { privacy, kind } = FIELDS[field];
  if (privacy === 'none') return value;
  if (privacy === 'financial') return HIDDEN;
  if (kind === 'mobile') return `•••• ${value.slice(-3)}`;
  if (kind === 'email') return maskEmail(value);
  return `${firstCharacter(value)}${HIDDEN}`;
}

/** One answer as it may be shown to whoever holds the phone. */
export interface MaskedAnswer {
  readonly field: FieldId;
  readonly label: string;
  readonly value: string;
}

/** The answers that were given, masked; what was left out is not among them. */
export function maskedAnswers(view: View): readonly MaskedAnswer[] {
  return FIELD_IDS.flatMap((field) => {
    const value = view.facts.fields[field]?.value;
    if (value === undefined || value === null || field === 'language') return [];
    return [{ field, label: fieldLabel(view, field), value: maskedLabel(view, field, value) }];
  });
}

/** The answers so far, masked, one a line: a shared phone must not tell them all. */
export function recap(view: View): string {
  return maskedAnswers(view)
    .map(({ label, value }) => `${label}: ${value}`)
    .join('\n');
}

/** Tells an answer's new value, in clear: the customer has chosen it just now. */
export function changedTo(view: View, field: FieldId, value: string | null): Notice {
  return notice('say.changedTo', { field: fieldLabel(view, field), value: valueLabel(view, field, value) });
}

/** One line for each answer that changed, and one for all that are new, with the way to change them. */
export function toldBack(view: View, answers: readonly Told[]): readonly Notice[] {
  const isNew = ({ field }: Told) => view.facts.fields[field] === undefined;
  const changed = answers.filter((one) => !isNew(one)).map(({ field, value }) => changedTo(view, field, value));
  const news = answers
    .filter(isNew)
    .map(({ field, value }) => `${fieldLabel(view, field)}: ${valueLabel(view, field, value)}`);
  return news.length === 0 ? changed : [...changed, notice('say.noted', { answers: news.join('; ') })];
}

function maskedLabel(view: View, field: FieldId, value: string): string {
  return maskValue(field, FIELDS[field].kind === 'choice' ? valueLabel(view, field, value) : value);
}

function maskEmail(value: string): string {
  const at = value.lastIndexOf('@');
  return `${firstCharacter(value)}${HIDDEN}@${firstCharacter(value.slice(at + 1))}…`;
}

function firstCharacter(value: string): string {
  return [...value][0] ?? '';
}
