import { FIELDS, type FieldId } from '../../machines/lead';
import { askOf } from '../labels';
import type { View } from '../view';

/** With parts of a name where the market asks for it whole, that is what is meant, but the value is not all of it. */
export interface Meant {
  readonly field: FieldId;
  readonly isPart?: true;
}

/** The answer that a name stands for in this market; undefined when it stands for several, or for none that is asked. */
export function fieldMeant(view: View, named: readonly FieldId[]): Meant | undefined {
  const asked = named.filter((field) => askOf(view, field) !== undefined);
  const [field] = asked;
  if (field !== undefined) return asked.length === 1 ? { field } : undefined;
  const isNamePart = named.some((one) => FIELDS[one].kind === 'name');
  return isNamePart && askOf(view, 'fullName') ? { field: 'fullName', isPart: true } : undefined;
}

/** The field that is asked now. */
export function currentField({ flow, step }: View): FieldId | undefined {
  const current = flow.steps[step];
  return current?.kind === 'ask' ? current.field : undefined;
}

/** After the end and while the bank works nothing is changed by a remark. */
export function isAtQuestion({ flow, step, status }: View): boolean {
  const kind = flow.steps[step]?.kind;
  return status !== 'pending' && status !== 'open' && (kind === 'ask' || kind === 'consent' || kind === 'review');
}
