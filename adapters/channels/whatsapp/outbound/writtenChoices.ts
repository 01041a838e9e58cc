import type { QuickReply, Reply } from '../../../../dialogs/message';
import type { Texts } from '../../../../dialogs/texts';
import { plain } from './markup';

/** Choices without buttons: numbered, or in words where a decision must not hang on a digit. */
export function writtenChoices(choices: readonly QuickReply[], reply: Reply, texts: Pick<Texts, 'say'>): string {
  const { locale, prompt } = reply;
  const labels = choices.map((choice) => wholeLabel(choice).replace(/\s+/g, ' ').trim());
  if (prompt?.kind === 'consent' || prompt?.kind === 'review') {
    const list = new Intl.ListFormat(locale, { type: 'disjunction' }).format(labels.map((label) => `“${label}”`));
    return texts.say(locale, 'whatsapp.replyWithWords', { words: list });
  }
  const rows = labels.map((label, index) => `${index + 1}. ${plain(label)}`);
  return `${rows.join('\n')}\n\n${texts.say(locale, 'whatsapp.replyWithNumber')}`;
}

/** The whole label stands in the description when it did not fit into a title. */
export function isCut({ label, description }: QuickReply): boolean {
  return description !== undefined && /…(?: \d+)?$/.test(label);
}

function wholeLabel(choice: QuickReply): string {
  return isCut(choice) ? (choice.description ?? choice.label) : choice.label;
}
