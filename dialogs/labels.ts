import type { StepOf } from '../machines/flow';
import { FIELDS, type FieldId } from '../machines/lead';
import { rowsOf } from './rows';
import { textsOf } from './textsOf';
import { nationalMobile } from './variables';
import type { View } from './view';

/** The step that asks for a field in this market, if the flow has one. */
export function askOf(view: View, field: FieldId): StepOf<'ask'> | undefined {
  for (const step of Object.values(view.flow.steps)) if (step.kind === 'ask' && step.field === field) return step;
  return undefined;
}

export function fieldLabel(view: View, field: FieldId): string {
  return textsOf(view).say(view.locale, `field.${field}`);
}

/** A collected value as the customer knows it: a choice by its label in the current language, a phone as people write it. */
export function valueLabel(view: View, field: FieldId, value: string | null): string {
  if (value === null) return textsOf(view).say(view.locale, 'field.skipped');
  if (FIELDS[field].kind === 'mobile') return nationalMobile(value);
  if (FIELDS[field].kind !== 'choice') return value;
  const step = askOf(view, field);
  const row = step && rowsOf(view, step).find(({ code }) => code === value);
  return row?.label ?? value;
}
