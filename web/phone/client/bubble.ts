import { timeOfDay } from '../../chat/client/clock';
import { el, hiddenText, newId } from '../../chat/client/element';
import { icon } from '../../chat/client/icons';
import { attachment, inFewWords } from './attachment';
import { failureMeaning } from './failureMeaning';
import { phoneIcon } from './icons';
import { languageOf } from './language';
import type { Option, PhoneMessage } from './message';
import { refusals } from './refusals';
import { richText } from './richText';
import type { PhoneLocale } from './shell';
import { ticks } from './ticks';

/** What a bubble needs to know of the conversation around it. */
export interface BubbleContext {
  readonly bankName: string;
  readonly locales: readonly PhoneLocale[];
  readonly find: (sid: string) => PhoneMessage | undefined;
  readonly tap: (option: Option, message: PhoneMessage) => void;
  readonly openList: (message: PhoneMessage) => void;
}

/** 24 hours, whatever language the page is in. */
export const CLOCK_LOCALE = 'en-GB';

/** One message as the phone shows it, and the way to show how its delivery goes on. */
export interface Bubble {
  readonly element: HTMLElement;
  readonly update: (message: PhoneMessage) => void;
}

export function bubble(message: PhoneMessage, context: BubbleContext): Bubble {
  const own = message.direction === 'in';
  const language = languageOf(message.body, context.locales);
  const meta = el('span', { class: 'meta' });
  const notes = el('div', { class: 'notes' });
  const box = el(
    'div',
    { class: 'bubble', lang: language?.tag, dir: language?.dir ?? 'auto' },
    quotation(message, context),
    attachment(message.kind, message.contentType),
    ...richText(message.body),
    meta,
  );
  const who = hiddenText(own ? 'You: ' : `${context.bankName}: `);
  const element = el(
    'div',
    { class: `message ${own ? 'own' : 'bank'}` },
    who,
    box,
    ...options(message, context),
    notes,
  );
  const update = (changed: PhoneMessage): void => {
    element.dataset.sid = changed.sid;
    element.dataset.status = changed.status;
    const time = el('time', { datetime: new Date(changed.at).toISOString() }, timeOfDay(CLOCK_LOCALE, changed.at));
    meta.replaceChildren(time, ...(own || changed.status === 'failed' ? ticks(changed.status) : []));
    notes.replaceChildren(...notesOn(changed));
  };
  update(message);
  return { element, update };
}

/** What a tap or a row answers, as WhatsApp repeats it above the answer. */
function quotation({ repliedTo }: PhoneMessage, { find, bankName }: BubbleContext): HTMLElement | undefined {
  const quoted = repliedTo === undefined ? undefined : find(repliedTo);
  if (!quoted) return undefined;
  const name = quoted.direction === 'in' ? 'You' : bankName;
  const words = inFewWords(quoted.kind, quoted.body).replace(/[*_~`]/g, '');
  return el(
    'div',
    { class: 'quotation' },
    el('span', { class: 'quoted-name', lang: 'en' }, name),
    el('span', { class: 'quoted-text', dir: 'auto' }, words),
  );
}

/** Buttons stay on a phone for ever, so they stay tappable here: what the bank makes of an old one is worth seeing. */
function options(message: PhoneMessage, { tap, openList, locales }: BubbleContext): readonly HTMLElement[] {
  const attributes = { type: 'button', class: 'option' };
  const labelled = (title: string) => {
    const language = languageOf(title, locales);
    return el('span', { dir: 'auto', lang: language?.tag }, title);
  };
  const buttons = message.buttons.map((button) =>
    el('button', { ...attributes, click: () => tap(button, message) }, phoneIcon('reply'), labelled(button.title)),
  );
  const { list } = message;
  if (!list) return buttons;
  const opener = { ...attributes, 'aria-haspopup': 'dialog', click: () => openList(message) };
  return [...buttons, el('button', opener, phoneIcon('rows'), labelled(list.open))];
}

function notesOn(message: PhoneMessage): readonly HTMLElement[] {
  const reasons = message.direction === 'out' ? refusals(message) : [];
  return [
    ...(message.status === 'failed' ? [note(failureMeaning(message.errorCode))] : []),
    ...(reasons.length > 0 ? [note('WhatsApp would refuse this', reasons)] : []),
  ];
}

function note(words: string, reasons: readonly string[] = []): HTMLElement {
  const id = newId('note');
  const items = reasons.map((reason) => el('li', {}, reason));
  return el(
    'div',
    { class: 'note', role: 'note', 'aria-labelledby': id },
    icon('alert'),
    el('div', {}, el('p', { id }, words), items.length > 0 && el('ul', {}, ...items)),
  );
}
