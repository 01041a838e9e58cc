import { el } from './element';
import type { Wording } from './wording';

/** A connection that comes back at once is nobody's business. */
const PATIENCE_MS = 1_500;

/** One calm line above the answer box that says why nothing moves. */
export class Notice {
  readonly element = el('p', { class: 'notice', role: 'status' });
  private timer = 0;
  private isBusy = false;
  private isLost = false;

  constructor(private readonly wording: Wording) {}

  connection(state: 'live' | 'lost'): void {
    this.isLost = state === 'lost';
    clearTimeout(this.timer);
    if (this.isLost && navigator.onLine) this.timer = setTimeout(() => this.show(), PATIENCE_MS);
    else this.show();
  }

  /** The server is busy and asked us to wait. */
  readonly busy = (isBusy: boolean): void => {
    if (isBusy === this.isBusy) return;
    this.isBusy = isBusy;
    this.show();
  };

  private show(): void {
    this.element.textContent = this.words();
  }

  private words(): string {
    if (this.isLost && !navigator.onLine) return this.wording.say('offline');
    if (this.isBusy) return this.wording.say('busy');
    return this.isLost ? this.wording.say('reconnecting') : '';
  }
}
