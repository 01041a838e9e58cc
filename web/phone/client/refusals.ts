import * as limits from '../../../adapters/channels/whatsapp/limits';
import type { Option, PhoneMessage } from './message';

/** Why WhatsApp would not take a message of the bank, in words; none when it would. */
export function refusals({ body, buttons, list }: PhoneMessage): readonly string[] {
  const interactive = buttons.length > 0 || list !== undefined;
  return [
    ...tooLong('The text', body, interactive ? limits.MAX_BODY : limits.MAX_TEXT),
    ...tooMany('buttons', buttons.length, limits.MAX_BUTTONS),
    ...optionFaults('The button', buttons, limits.MAX_BUTTON_TITLE),
    ...repeated(buttons, 'title').map(({ title }) => `Two buttons are called “${title}”.`),
    ...(list ? listFaults(list) : []),
  ];
}

function listFaults({ open, items }: NonNullable<PhoneMessage['list']>): readonly string[] {
  return [
    ...(open === '' ? ['The list has no button to open it.'] : []),
    ...tooLong('The button that opens the list', open, limits.MAX_LIST_OPENER),
    ...(items.length === 0 ? ['The list is empty.'] : []),
    ...tooMany('rows', items.length, limits.MAX_LIST_ROWS),
    ...optionFaults('The row', items, limits.MAX_ROW_TITLE),
  ];
}

function optionFaults(what: string, options: readonly Option[], most: number): readonly string[] {
  return [
    ...options.flatMap(({ title }) => (title === '' ? [`${what} has no title.`] : [])),
    ...options.flatMap(({ title }) => tooLong(`${what} “${title}”`, title, most)),
    ...options.flatMap(({ id, title }) => tooLong(`What “${title}” sends`, id, limits.MAX_PAYLOAD)),
    ...repeated(options, 'id').map(({ title }) => `“${title}” sends what another option sends.`),
  ];
}

function repeated(options: readonly Option[], key: 'id' | 'title'): readonly Option[] {
  return options.filter((option, at) => options.findIndex((other) => other[key] === option[key]) !== at);
}

function tooLong(what: string, text: string, most: number): readonly string[] {
  return text.length > most ? [`${what} has ${text.length} characters; ${most} are allowed.`] : [];
}

function tooMany(what: string, count: number, most: number): readonly string[] {
  return count > most ? [`It has ${count} ${what}; ${most} are allowed.`] : [];
}
