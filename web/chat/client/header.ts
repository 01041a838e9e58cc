import { brandMark } from './brandMark';
import { el } from './element';
import type { Menu } from './menu';
import type { BotMessage } from './protocol';
import type { Shell } from './shell';
import type { Wording } from './wording';

/** The bank's name, the menu, and how far the application has come. */
export class Header {
  readonly element: HTMLElement;
  private readonly bar = el('progress', { max: 1, value: 0 });
  private readonly words = el('span', { class: 'progress-words', 'aria-hidden': 'true' });
  private readonly progress = el('div', { class: 'progress', hidden: true }, this.bar, this.words);
  private last: BotMessage['progress'];

  constructor(
    shell: Shell,
    private readonly wording: Wording,
    menu: Menu,
  ) {
    const title = el('span', { class: 'title' });
    const name = el('span', { class: 'bank' }, shell.bankName);
    const top = el('div', { class: 'header-top' }, brandMark(), el('h1', {}, name, title), menu.element);
    const banner = el('p', { class: 'sandbox' });
    this.element = el('header', { class: 'header' }, top, this.progress, shell.sandbox && banner);
    wording.label(() => {
      document.title = `${wording.say('title')} · ${shell.bankName}`;
      title.textContent = wording.say('title');
      banner.textContent = wording.say('sandbox');
      this.bar.setAttribute('aria-label', wording.say('progressLabel'));
      this.showProgress(this.last);
    });
  }

  showProgress(progress: BotMessage['progress']): void {
    if (!progress) return;
    this.last = progress;
    const answered = Math.min(progress.answered, progress.total);
    const number = new Intl.NumberFormat(this.wording.locale());
    const words = this.wording.say('progress', {
      answered: number.format(answered),
      total: number.format(progress.total),
    });
    this.bar.max = progress.total;
    this.bar.value = answered;
    this.bar.setAttribute('aria-valuetext', words);
    this.words.textContent = words;
    this.progress.hidden = false;
  }
}
