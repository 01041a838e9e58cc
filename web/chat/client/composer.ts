import { Combobox, type Row } from './combobox';
import { el } from './element';
import { icon } from './icons';
import type { BotMessage, Choice } from './protocol';
import type { Wording } from './wording';

type Control = HTMLInputElement | HTMLTextAreaElement;

const MAX_LENGTH = 1000;
/** The way past the conversation leads here. */
export const ANSWER_ID = 'answer';
/** From here on the remaining room is shown. */
const COUNT_FROM = 850;

const AUTOCOMPLETE: Readonly<Record<string, string>> = {
  mobile: 'tel',
  email: 'email',
  givenName: 'given-name',
  middleName: 'additional-name',
  familyName: 'family-name',
  fullName: 'name',
  addressLine: 'street-address',
};

/** The answer box: the right keyboard and autofill for each question, a list where there is one, Enter to send. */
export class Composer {
  readonly element: HTMLFormElement;
  private readonly label = el('label', { class: 'hidden-text', for: ANSWER_ID });
  private readonly counter = el('span', { class: 'counter', 'aria-hidden': 'true' });
  private readonly combobox: Combobox;
  private control: Control;
  private prompt: BotMessage | undefined;

  constructor(
    private readonly wording: Wording,
    private readonly send: (text: string, payload?: string) => void,
    private readonly writes: () => void,
  ) {
    this.combobox = new Combobox(wording, (row) => this.pick(row));
    this.control = this.createControl();
    const button = el('button', { type: 'submit', class: 'send' }, icon('send'));
    this.element = el(
      'form',
      { class: 'composer', novalidate: true },
      this.combobox.element,
      this.label,
      el('div', { class: 'field' }, this.control, this.counter, button),
    );
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    wording.label(() => {
      button.setAttribute('aria-label', wording.say('send'));
      this.relabel();
    });
  }

  /** Makes the box fit the question on screen; what the customer has typed already stays. */
  ask(message: BotMessage | undefined): void {
    this.prompt = message;
    const next = this.createControl();
    next.value = this.control.value;
    const focused = document.activeElement === this.control;
    this.control.replaceWith(next);
    this.control = next;
    this.combobox.offer(next, []);
    this.relabel();
    this.grow();
    if (focused) this.focus();
  }

  /** Offers every row of the current question's list. */
  offer(rows: readonly Row[]): void {
    this.combobox.offer(this.control, rows);
    this.relabel();
  }

  focus(): void {
    this.control.focus({ preventScroll: true });
  }

  private submit(): void {
    const text = this.control.value.trim();
    if (text === '') {
      this.focus();
      return;
    }
    this.clear();
    this.send(text);
  }

  private pick(choice: Choice): void {
    this.clear();
    this.send(choice.label, choice.payload);
  }

  private clear(): void {
    this.control.value = '';
    this.combobox.offer(this.control, []);
    this.grow();
  }

  private createControl(): Control {
    const field = this.prompt?.prompt?.field ?? '';
    const input = this.prompt?.input;
    const attributes = {
      id: ANSWER_ID,
      class: 'control',
      maxlength: MAX_LENGTH,
      autocomplete: AUTOCOMPLETE[field] ?? 'off',
      enterkeyhint: 'send',
    };
    const control = this.isOneLine()
      ? el('input', { ...attributes, ...keyboard(input) })
      : el('textarea', { ...attributes, rows: 1 });
    control.addEventListener('input', () => this.typed());
    control.addEventListener('keydown', (event) => this.pressed(event));
    return control;
  }

  private isOneLine(): boolean {
    const field = this.prompt?.prompt?.field;
    const named = field !== undefined && field in AUTOCOMPLETE && field !== 'addressLine';
    return named || this.prompt?.search === true || this.prompt?.input === 'tel' || this.prompt?.input === 'email';
  }

  private typed(): void {
    this.grow();
    if (this.control.value !== '') this.writes();
    this.combobox.narrow();
  }

  private pressed(event: Event): void {
    if (!(event instanceof KeyboardEvent) || event.isComposing) return;
    if (this.combobox.handle(event)) event.preventDefault();
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
  }

  private relabel(): void {
    const choosing = (this.prompt?.choices.length ?? 0) > 0 || (this.prompt?.cards.length ?? 0) > 0;
    const key = this.combobox.offered ? 'searchPlaceholder' : choosing ? 'placeholderChoose' : 'placeholder';
    this.label.textContent = this.wording.say(key);
    this.control.placeholder = this.wording.say(key);
    this.grow();
  }

  /** The box takes the height of its text, and the direction of its first letter. */
  private grow(): void {
    const { value } = this.control;
    this.control.dir = value === '' ? this.wording.dir() : 'auto';
    this.counter.textContent = value.length < COUNT_FROM ? '' : `${value.length}/${MAX_LENGTH}`;
    this.element?.classList.toggle('filled', value.trim() !== '');
    if (!(this.control instanceof HTMLTextAreaElement)) return;
    this.control.style.blockSize = 'auto';
    this.control.style.blockSize = value === '' ? '' : `${this.control.scrollHeight}px`;
  }
}

function keyboard(input: string | undefined): Readonly<Record<string, string>> {
  if (input === 'tel') return { type: 'tel', inputmode: 'tel' };
  if (input === 'email') return { type: 'text', inputmode: 'email', autocapitalize: 'off', spellcheck: 'false' };
  return { type: 'text' };
}
