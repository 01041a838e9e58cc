import { el, hiddenText } from './element';
import type { Wording } from './wording';

/** An answer that takes longer than this is not being written any more: a person may answer much later. */
const LONGEST_MS = 12_000;

/** Three dots while an answer is on its way. */
export class Typing {
  readonly element = el('div', { class: 'typing', hidden: true }, el('i'), el('i'), el('i'));
  private timer = 0;

  constructor(wording: Wording) {
    const words = hiddenText('');
    this.element.append(words);
    wording.label(() => {
      words.textContent = wording.say('typing');
    });
  }

  show(): void {
    this.element.hidden = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hide(), LONGEST_MS);
  }

  hide(): void {
    clearTimeout(this.timer);
    this.element.hidden = true;
  }
}
