import { recognizeCommand } from '../../dialogs/commands';
import { parseField } from '../../dialogs/fields';
import { toAsciiDigits } from '../../dialogs/fold';
import { maskValue } from '../../dialogs/mask';
import type { View } from '../../dialogs/view';
import { FIELDS, type FieldId } from '../../machines/lead';
import type { PersonalWords } from './personalWords';
import { isPersonal, type Standing } from './standing';

/** What may be shown of something, and whether that is less than there is. */
export interface Shown {
  readonly text: string;
  readonly masked: boolean;
}

export const HIDDEN = '•••';

/** A tapped button says itself which field it answers, also one far up in the chat. */
export function tappedAnswer(label: string, { offered, personal }: Standing): Shown {
  const field = offered.has(label) ? offered.get(label) : personal.get(label);
  if (field === undefined || !isPersonal(field)) return { text: label, masked: false };
  return { text: maskValue(field, label), masked: true };
}

/** A typed text answers the question that stands open, unless it is a command. What it says is hidden from then on. */
export function typedAnswer(view: View, text: string, { question }: Standing, words: PersonalWords): Shown {
  if (question === undefined || !isPersonal(question.field)) return { text, masked: false };
  const { field, step } = question;
  if (recognizeCommand({ ...view, step }, text.trim()) !== undefined) return { text, masked: false };
  words.learn(field, text);
  const spec = view.flow.steps[step];
  const parsed = spec?.kind === 'ask' ? parseField(text, view, spec) : undefined;
  if (parsed?.ok) words.learn(field, parsed.value);
  return { text: maskedText(field, text), masked: true };
}

const FEWEST_DIGITS = 7;

/** The class's own mask, for what looks like such an answer; of anything else it would show the wrong end. */
function maskedText(field: FieldId, text: string): string {
  const { kind } = FIELDS[field];
  if (kind === 'choice') return HIDDEN;
  if (kind === 'email' && !text.includes('@')) return HIDDEN;
  if (kind !== 'mobile') return maskValue(field, text.trim());
  const digits = toAsciiDigits(text).replace(/\D/g, '');
  return digits.length >= FEWEST_DIGITS ? maskValue(field, digits) : HIDDEN;
}
