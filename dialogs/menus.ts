import { FIELD_IDS, type FieldId } from '../machines/lead';
import { shortLabel } from './choices';
import { askOf, fieldLabel } from './labels';
import type { QuickReply } from './message';
import type { View } from './view';

/** Answers that can be changed: given, and asked for by a step of the flow. */
export function changeableFields(view: View): readonly FieldId[] {
  return FIELD_IDS.filter((field) => view.facts.fields[field] !== undefined && askOf(view, field) !== undefined);
}

/** Choices for "which answer would you like to change?". They stay good in any later step. */
export function changeChoices(view: View): readonly QuickReply[] {
  return changeableFields(view).map((field) => ({
    payload: `cmd|change:${field}`,
    label: shortLabel(fieldLabel(view, field)),
  }));
}

/** Choices for "which language?", each in its own name for itself. */
export function languageChoices(view: View): readonly QuickReply[] {
  return view.market.locales.map(({ tag, name }) => ({ payload: `cmd|language:${tag}`, label: shortLabel(name) }));
}
