import { el, newId } from './element';
import { type IconName, icon } from './icons';
import type { Choice } from './protocol';
import type { Language } from './shell';
import type { Wording } from './wording';

export interface MenuActions {
  readonly command: (choice: Choice) => void;
  readonly startOver: () => void;
}

/** The button at the top and what it opens: commands that work at every question, and the market's languages. */
export class Menu {
  readonly element: HTMLElement;
  private readonly panel: HTMLElement;
  private readonly button: HTMLButtonElement;

  constructor(
    private readonly wording: Wording,
    private readonly languages: readonly Language[],
    private readonly on: MenuActions,
  ) {
    const id = newId('menu');
    this.panel = el('div', { class: 'menu', id, hidden: true });
    this.button = el(
      'button',
      {
        type: 'button',
        class: 'icon-button',
        'aria-expanded': 'false',
        'aria-controls': id,
        click: () => this.toggle(),
      },
      icon('menu'),
    );
    this.element = el('div', { class: 'menu-place' }, this.button, this.panel);
    this.element.addEventListener('keydown', (event) => this.pressed(event));
    document.addEventListener('pointerdown', (event) => {
      if (event.target instanceof Node && !this.element.contains(event.target)) this.close();
    });
    this.element.addEventListener('focusout', (event) => {
      if (event.relatedTarget instanceof Node && !this.element.contains(event.relatedTarget)) this.close();
    });
    wording.label(() => this.fill());
  }

  private fill(): void {
    const say = this.wording.say;
    this.button.setAttribute('aria-label', say('menu'));
    const items = [
      this.item('person', say('agent'), () => this.on.command({ payload: 'cmd|agent', label: say('agent') })),
      this.item('back', say('back'), () => this.on.command({ payload: 'cmd|back', label: say('back') })),
      this.item('restart', say('startOver'), this.on.startOver),
      this.item('help', say('help'), () => this.on.command({ payload: 'cmd|help', label: say('help') })),
    ];
    this.panel.replaceChildren(...items, ...(this.languages.length > 1 ? this.languageItems() : []));
  }

  private languageItems(): HTMLElement[] {
    const title = el('h2', { class: 'menu-title' }, icon('globe'), this.wording.say('language'));
    return [title, ...this.languages.map((language) => this.languageItem(language))];
  }

  private languageItem({ tag, name, dir }: Language): HTMLElement {
    const current = tag === this.wording.locale();
    const change = () => this.on.command({ payload: `cmd|language:${tag}`, label: name });
    const item = this.item(current ? 'check' : undefined, name, change);
    item.lang = tag;
    item.querySelector('span')?.setAttribute('dir', dir);
    if (current) item.setAttribute('aria-current', 'true');
    return item;
  }

  private item(picture: IconName | undefined, label: string, run: () => void): HTMLElement {
    const act = () => {
      this.close();
      this.button.focus();
      run();
    };
    const space = picture ? icon(picture) : el('i', { class: 'icon' });
    return el('button', { type: 'button', class: 'menu-item', click: act }, space, el('span', {}, label));
  }

  private toggle(): void {
    this.panel.hidden = !this.panel.hidden;
    this.button.setAttribute('aria-expanded', String(!this.panel.hidden));
    if (!this.panel.hidden) this.panel.querySelector('button')?.focus();
  }

  private close(): void {
    this.panel.hidden = true;
    this.button.setAttribute('aria-expanded', 'false');
  }

  private pressed(event: KeyboardEvent): void {
    if (this.panel.hidden) return;
    if (event.key === 'Escape') {
      this.close();
      this.button.focus();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      this.move(event.key === 'ArrowDown' ? 1 : -1);
    }
  }

  private move(step: number): void {
    const items = [...this.panel.querySelectorAll('button')];
    const focused = document.activeElement;
    const at = focused instanceof HTMLButtonElement ? items.indexOf(focused) : -1;
    items[(at + step + items.length) % items.length]?.focus();
  }
}
