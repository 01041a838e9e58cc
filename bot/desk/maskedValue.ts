import { valueLabel } from '../../dialogs/labels';
import { maskValue } from '../../dialogs/mask';
import type { View } from '../../dialogs/view';
import { FIELDS, type FieldId } from '../../machines/lead';
import { plain } from './plain';

/** A collected value as the desk shows it to who did not ask to see it: a choice by its label, all by the field's class. */
export function maskedValue(view: View, field: FieldId, value: string): string {
  return plain(maskValue(field, FIELDS[field].kind === 'choice' ? valueLabel(view, field, value) : value));
}
