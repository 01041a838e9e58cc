import { dayName, startOfDay, timeOfDay } from './clock';
import { el, hiddenText } from './element';
import { icon } from './icons';
import { type Choose, messageBody } from './messageBody';
import type { BotMessage } from './protocol';
import type { Outgoing } from './sendQueue';
import type { Wording } from './wording';

interface OwnBubble {
  readonly element: HTMLElement;
  readonly state: HTMLElement;
}

/** The conversation as shown: settled messages in the server's order, then the customer's unconfirmed ones. */
export class Transcript {
  readonly element = el('div', { class: 'log', role: 'log', 'aria-live': 'off', 'aria-relevant': 'additions' });
  private readonly own = new Map<string, OwnBubble>();
  private readonly pending = new Set<string>();
  private lastDay = 0;
  private lastOwn: HTMLElement | undefined;

  constructor(
    private readonly wording: Wording,
    private readonly bankName: string,
    private readonly on: { readonly choose: Choose; readonly retry: () => void },
  ) {
    wording.label(() => this.element.setAttribute('aria-label', wording.say('log')));
  }

  /** From now on new messages are read out; what was there before is not. */
  announce(): void {
    this.element.setAttribute('aria-live', 'polite');
  }

  /**
   * Where reading goes on: the customer's latest message, which a long answer must not push out of sight. Before there
   * is one, the first words of the assistant, which say that it is one.
   */
  get anchor(): HTMLElement | undefined {
    return this.lastOwn ?? this.element.querySelector<HTMLElement>('.message') ?? undefined;
  }

  addBot(message: BotMessage): void {
    const name = message.name && message.name !== this.bankName ? message.name : this.wording.say('assistant');
    const element = el(
      'div',
      { class: 'message bot current', lang: message.locale },
      el('div', { class: 'sender' }, name),
      ...messageBody(message, this.wording, this.on.choose),
      this.time(message.at),
    );
    this.place(element, message.at, this.firstPending());
  }

  /** A message of the customer from the history or from another tab. */
  addOwn(text: string, at: number): void {
    this.place(this.ownBubble(text, at).element, at, this.firstPending());
  }

  private ownBubble(text: string, at: number): OwnBubble {
    this.retire();
    const state = el('span', { class: 'delivery' });
    const element = el(
      'div',
      { class: 'message own' },
      hiddenText(`${this.wording.say('you')}: `),
      el('div', { class: 'bubble', dir: 'auto' }, text),
      el('div', { class: 'meta' }, this.time(at), state),
    );
    this.lastOwn = element;
    return { element, state };
  }

  /** Shows the customer's message before the server has it, and how its delivery goes. */
  showDelivery(item: Outgoing, now: number): void {
    if (!this.own.has(item.id)) {
      const bubble = this.ownBubble(item.text, now);
      this.place(bubble.element, now);
      this.own.set(item.id, bubble);
      this.pending.add(item.id);
    }
    const bubble = this.own.get(item.id);
    if (!bubble) return;
    bubble.element.dataset.state = item.state;
    bubble.state.replaceChildren(...this.delivery(item));
  }

  /** The echo arrived: the message takes its place in the server's order. False when this page did not send it. */
  settle(id: string | undefined): boolean {
    const bubble = id === undefined ? undefined : this.own.get(id);
    if (!id || !bubble) return false;
    if (this.pending.has(id)) {
      const first = this.firstPending();
      if (first && first !== bubble.element) this.element.insertBefore(bubble.element, first);
      this.pending.delete(id);
    }
    return true;
  }

  /** Buttons inside messages before the customer's answer go away: an answer belongs to the question on screen. */
  retire(): void {
    for (const element of this.element.querySelectorAll('.current')) element.classList.remove('current');
  }

  private delivery(item: Outgoing): Node[] {
    if (item.state !== 'failed') {
      return [document.createTextNode(this.wording.say(item.state === 'sent' ? 'sent' : 'sending'))];
    }
    const retry = el('button', { type: 'button', class: 'retry', click: this.on.retry }, this.wording.say('retry'));
    return [
      icon('alert'),
      el('span', { role: 'status' }, this.wording.say('notSent')),
      el('span', { 'aria-hidden': 'true' }, ' · '),
      retry,
    ];
  }

  private place(element: HTMLElement, at: number, before: HTMLElement | null = null): void {
    const day = startOfDay(at);
    if (day > this.lastDay) {
      this.lastDay = day;
      const name = dayName(this.wording.locale(), at, Date.now());
      this.element.insertBefore(el('div', { class: 'day' }, el('span', {}, name)), before);
    }
    const previous = before ? before.previousElementSibling : this.element.lastElementChild;
    if (previous && senderOf(previous) === senderOf(element)) {
      previous.classList.add('followed');
      element.classList.add('follows');
    }
    this.element.insertBefore(element, before);
  }

  private firstPending(): HTMLElement | null {
    const [first] = this.pending;
    return (first !== undefined && this.own.get(first)?.element) || null;
  }

  private time(at: number): HTMLElement {
    const date = new Date(at);
    return el('time', { class: 'time', datetime: date.toISOString() }, timeOfDay(this.wording.locale(), at));
  }
}

function senderOf(element: Element): string {
  return `${element.classList.contains('own')}${element.querySelector('.sender')?.textContent ?? ''}`;
}
