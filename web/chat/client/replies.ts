import { el } from './element';
import type { BotMessage, Choice } from './protocol';
import type { Wording } from './wording';

/** The answers offered to the question on screen, and only to that one. */
export class Replies {
  /** Takes the focus when the pressed answer goes away: the next Tab then reaches the next question's answers. */
  readonly element = el('div', { class: 'replies', role: 'group', tabindex: -1 });

  constructor(
    wording: Wording,
    private readonly choose: (choice: Choice) => void,
  ) {
    wording.label(() => this.element.setAttribute('aria-label', wording.say('options')));
  }

  show(message: BotMessage): void {
    const consent = message.prompt?.kind === 'consent' && message.choices.length === 2;
    const described = message.choices.some((choice) => choice.description);
    this.element.className = `replies${consent ? ' pair' : ''}${described ? ' described' : ''}${message.prompt?.kind === 'review' ? ' decisive' : ''}`;
    this.element.replaceChildren(...message.choices.map((choice) => this.chip(choice)));
  }

  /** Takes the answers away, and the focus of any button that goes with them. */
  clear(): void {
    const focused = document.activeElement;
    const losesFocus = this.element.contains(focused) || focused?.closest('.only-current');
    this.element.replaceChildren();
    if (losesFocus) this.element.focus({ preventScroll: true });
  }

  private chip(choice: Choice): HTMLButtonElement {
    const minor = choice.payload.endsWith('|skip') || choice.payload.startsWith('cmd|');
    return el(
      'button',
      { type: 'button', class: `chip${minor ? ' minor' : ''}`, click: () => this.choose(choice) },
      el('span', { dir: 'auto' }, choice.label),
      choice.description && el('small', { dir: 'auto' }, choice.description),
    );
  }
}
