import { el } from './element';
import type { Wording } from './wording';

/** A connection that comes back at once is nobody's business. */
const PATIENCE_MS = 1_500;

/** One calm line above the answer box that says why nothing moves. */
export class Notice {
  readonly element = el('p', { class: 'notice', role: 'status' });
  private timer = 0;

  constructor(private readonly wording: Wording) {}

  connection(state: 'live' | 'lost'): void {
    clearTimeout(this.timer);
    if (state === 'live') this.element.textContent = '';
    else if (!navigator.onLine) this.element.textContent = this.wording.say('offline');
    else this.timer = setTimeout(() => (this.element.textContent = this.wording.say('reconnecting')), PATIENCE_MS);
  }
}
