import type { Outgoing } from '../../../../../adapters/channels/channel';
import {
  MAX_BODY,
  MAX_BUTTON_TITLE,
  MAX_BUTTONS,
  MAX_LIST_OPENER,
  MAX_LIST_ROWS,
  MAX_PAYLOAD,
  MAX_ROW_TITLE,
  MAX_TEXT,
} from '../../../../../adapters/channels/whatsapp/limits';

/** Everything by which WhatsApp would turn this message down; empty when it fits. */
export function faultsOf({ body, content }: Outgoing): readonly string[] {
  const faults: string[] = [];
  const within = (what: string, length: number, most: number) => {
    if (length === 0 || length > most) faults.push(`${what}: ${length}`);
  };
  within('body', body.length, content ? MAX_BODY : MAX_TEXT);
  if (body !== body.trim()) faults.push('body: white space around');
  if (!content) return faults;
  const isList = content.kind === 'list';
  within('options', content.options.length, isList ? MAX_LIST_ROWS : MAX_BUTTONS);
  for (const { title, id } of content.options) {
    within(`title ${title}`, title.length, isList ? MAX_ROW_TITLE : MAX_BUTTON_TITLE);
    within(`id ${id}`, id.length, MAX_PAYLOAD);
  }
  if (new Set(content.options.map(({ title }) => title)).size < content.options.length) faults.push('titles: twice');
  if (isList) within('opener', content.open?.length ?? 0, MAX_LIST_OPENER);
  within('as text', content.asText?.length ?? 0, MAX_TEXT);
  return faults;
}

/** Everything the customer reads, titles included. */
export function readIn(messages: readonly Outgoing[]): string {
  return messages
    .flatMap(({ body, content }) => [body, ...(content?.options.map(({ title }) => title) ?? [])])
    .join('\n');
}
