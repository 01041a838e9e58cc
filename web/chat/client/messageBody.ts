import { textBesides } from './besides';
import { el, newId } from './element';
import { icon } from './icons';
import { linkElement, textNodes } from './linkElement';
import type { BotMessage, Choice, OfferCard, SummaryLine } from './protocol';
import type { Wording } from './wording';

const COPIED_MS = 2_500;

export type Choose = (choice: Choice) => void;

/** Everything one message of the bank shows: bubble, ticket, summary, cards, link. */
export function messageBody(message: BotMessage, wording: Wording, choose: Choose): Node[] {
  const text = textBesides(message.text, message);
  const nodes: (Node | undefined)[] = [
    text ? el('div', { class: 'bubble', dir: 'auto' }, ...textNodes(text, wording)) : undefined,
    message.reference ? ticket(message.reference, wording) : undefined,
    message.summary.length > 0 ? summary(message.summary, wording, choose) : undefined,
    message.cards.length > 0 ? offers(message.cards, wording, choose) : undefined,
    message.link ? linkElement(message.link, wording, 'button primary link-button') : undefined,
  ];
  return nodes.flatMap((node) => node ?? []);
}

function ticket(reference: string, wording: Wording): HTMLElement {
  const code = el('code', { class: 'ticket-code', dir: 'ltr' }, reference);
  const label = el('span', {}, wording.say('copy'));
  const button = el('button', { type: 'button', class: 'button quiet copy' }, icon('copy'), label);
  button.addEventListener('click', async () => {
    await copyText(reference, code);
    button.replaceChildren(icon('check'), el('span', { role: 'status' }, wording.say('copied')));
    setTimeout(() => button.replaceChildren(icon('copy'), label), COPIED_MS);
  });
  const title = el('span', { class: 'ticket-label' }, wording.say('reference'));
  return el('div', { class: 'ticket' }, el('div', { class: 'ticket-main' }, title, code), button);
}

/** Where the clipboard is not allowed, the number is selected, ready for the customer's own copy. */
async function copyText(text: string, element: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection()?.selectAllChildren(element);
  }
}

function summary(lines: readonly SummaryLine[], wording: Wording, choose: Choose): HTMLElement {
  return el('dl', { class: 'summary' }, ...lines.map((line) => summaryLine(line, wording, choose)));
}

function summaryLine({ label, value, change }: SummaryLine, wording: Wording, choose: Choose): HTMLElement {
  const button =
    change &&
    el(
      'button',
      {
        type: 'button',
        class: 'button quiet change only-current',
        'aria-label': wording.say('change', { field: label }),
        click: () => choose(change),
      },
      wording.say('edit'),
    );
  return el(
    'div',
    { class: 'summary-line' },
    el('dt', {}, label),
    el('dd', {}, el('span', { class: 'summary-value', dir: 'auto' }, value), button),
  );
}

function offers(cards: readonly OfferCard[], wording: Wording, choose: Choose): HTMLElement {
  const items = cards.map((card) => el('li', { class: 'offer' }, ...offer(card, wording, choose)));
  return el('ul', { class: 'offers', 'aria-label': wording.say('cards') }, ...items);
}

/** The customer's own bubble then names the card, whatever the button says. */
function offer(card: OfferCard, wording: Wording, choose: Choose): Node[] {
  const [titleId, buttonId] = [newId('offer'), newId('choose')];
  const button = el(
    'button',
    {
      type: 'button',
      id: buttonId,
      class: 'button primary only-current',
      'aria-labelledby': `${buttonId} ${titleId}`,
      click: () => choose({ ...card.select, label: card.title }),
    },
    card.select.label === card.title ? wording.say('choose') : card.select.label,
  );
  const lines = card.lines.map((line) => el('li', { dir: 'auto' }, line));
  const nodes: (Node | undefined)[] = [
    el('div', { class: 'offer-art', 'aria-hidden': 'true' }),
    el('h2', { class: 'offer-title', id: titleId, dir: 'auto' }, card.title),
    card.subtitle ? el('p', { class: 'offer-subtitle', dir: 'auto' }, card.subtitle) : undefined,
    lines.length > 0 ? el('ul', { class: 'offer-lines' }, ...lines) : undefined,
    card.link ? linkElement(card.link, wording, 'text-link offer-link') : undefined,
    button,
  ];
  return nodes.flatMap((node) => node ?? []);
}
