import type { Reply } from '../../dialogs/message';
import { parsePayload } from '../../dialogs/payload';
import type { View } from '../../dialogs/view';
import type { StepId } from '../../machines/flow';
import { FIELDS, type FieldId } from '../../machines/lead';

/** What the customer has in front of them at one place of the transcript. */
export interface Standing {
  /** The question that stands open. */
  readonly question?: { readonly step: StepId; readonly field: FieldId } | undefined;
  /** The labels of its buttons, with the field each answers where it does. */
  readonly offered: ReadonlyMap<string, FieldId | undefined>;
  /** The labels of all buttons so far that answer something personal. */
  readonly personal: ReadonlyMap<string, FieldId>;
}

export const NOTHING_ASKED: Standing = { offered: new Map(), personal: new Map() };

/** After the assistant said this. A text, or a menu beside a question, leaves the question standing. */
export function afterReply(view: View, reply: Reply, before: Standing): Standing {
  const { prompt, choices = [], cards = [] } = reply;
  const buttons = [...choices, ...cards.map(({ select }) => select)].map(
    ({ label, payload }) => [label, fieldOf(view, payload, prompt?.field)] as const,
  );
  const told = buttons.filter(
    (button): button is [string, FieldId] => button[1] !== undefined && isPersonal(button[1]),
  );
  const personal = told.length === 0 ? before.personal : new Map([...before.personal, ...told]);
  if (prompt === undefined || prompt.kind === 'say') return { ...before, personal };
  const { step, field, kind } = prompt;
  const offered = new Map(buttons);
  if (kind !== 'ask') return { offered, personal };
  return { question: field === undefined ? before.question : { step, field }, offered, personal };
}

/** Whether somebody else may not read it just so. */
export function isPersonal(field: FieldId): boolean {
  return FIELDS[field].privacy !== 'none';
}

function fieldOf(view: View, payload: string, asked: FieldId | undefined): FieldId | undefined {
  const parsed = parsePayload(payload);
  if (parsed?.kind !== 'choice' || parsed.choice.kind !== 'pick') return undefined;
  const spec = parsed.step === undefined ? undefined : view.flow.steps[parsed.step];
  return spec?.kind === 'ask' ? spec.field : asked;
}
