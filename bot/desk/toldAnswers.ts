import { fieldLabel } from '../../dialogs/labels';
import { maskValue } from '../../dialogs/mask';
import type { Reply } from '../../dialogs/message';
import { parsePayload } from '../../dialogs/payload';
import { textsOf } from '../../dialogs/textsOf';
import type { View } from '../../dialogs/view';
import { FIELD_IDS, type FieldId } from '../../machines/lead';
import { HIDDEN } from './heardAnswer';
import type { PersonalWords } from './personalWords';
import { plain } from './plain';
import { isPersonal } from './standing';

/**
 * What the assistant said, without the answers it repeats: in a summary, when one was changed, and when it quotes what
 * the customer said last, where that was hidden too.
 */
export function toldAnswers(view: View, reply: Reply, lastHidden: string, words: PersonalWords): string {
  const text = withoutChange(view, withoutSummary(reply, words), reply);
  // A letter or two are in every text.
  return lastHidden.length > 2 ? text.replaceAll(lastHidden, HIDDEN) : text;
}

/** Each line of a summary names its field. */
function withoutSummary({ text, summary = [] }: Reply, words: PersonalWords): string {
  const lines = plain(text).split('\n');
  for (const { label, value, change } of summary) {
    const field = change && fieldChangedBy(change.payload);
    if (field !== undefined && !isPersonal(field)) continue;
    if (field !== undefined) words.learn(field, value);
    const at = lines.findIndex((line) => line.startsWith(`${plain(label)}: `));
    if (at >= 0) lines[at] = `${plain(label)}: ${field === undefined ? HIDDEN : maskValue(field, plain(value))}`;
  }
  return lines.join('\n');
}

function fieldChangedBy(payload: string): FieldId | undefined {
  const parsed = parsePayload(payload);
  return parsed?.kind === 'choice' && parsed.choice.kind === 'change' ? parsed.choice.field : undefined;
}

/** No text of ours has it, and filling one in keeps it. */
const PLACE = '\ue000';

/** "Changed: income is now …" tells a value that the customer has just chosen. */
function withoutChange(view: View, text: string, { locale }: Reply): string {
  return FIELD_IDS.filter(isPersonal).reduce((shown, field) => {
    const vars = { field: fieldLabel({ ...view, locale }, field), value: PLACE };
    const [before = '', after = ''] = plain(textsOf(view).say(locale, 'say.changedTo', vars)).split(PLACE);
    const start = before === '' ? -1 : shown.indexOf(before);
    if (start < 0) return shown;
    const end = shown.indexOf('\n', start);
    return `${shown.slice(0, start)}${before}${HIDDEN}${after}${end < 0 ? '' : shown.slice(end)}`;
  }, text);
}
