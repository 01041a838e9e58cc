import { el, newId } from './element';
import { type Findable, matching } from './matching';
import type { Choice } from './protocol';
import type { Wording } from './wording';

export type Row = Choice & Findable;

/** More rows than this help nobody; typing one more letter does. */
const MOST_ROWS = 60;

/** A list that narrows as the customer types in the answer box. Any text may still be sent as it is. */
export class Combobox {
  readonly element: HTMLElement;
  private readonly id = newId('list');
  private readonly box: HTMLElement;
  private readonly status = el('div', { class: 'list-status', role: 'status' });
  private control: HTMLInputElement | HTMLTextAreaElement | undefined;
  private rows: readonly Row[] = [];
  private shown: readonly Row[] = [];
  private active = -1;

  constructor(
    private readonly wording: Wording,
    private readonly pick: (row: Row) => void,
  ) {
    this.box = el('div', { class: 'list', role: 'listbox', id: this.id });
    this.element = el('div', { class: 'list-panel', hidden: true }, this.status, this.box);
    // A press on a row must not take the focus out of the answer box.
    this.element.addEventListener('mousedown', (event) => event.preventDefault());
    wording.label(() => this.box.setAttribute('aria-label', wording.say('options')));
  }

  get offered(): boolean {
    return this.rows.length > 0;
  }

  /** Starts offering rows in the given answer box, or stops. */
  offer(control: HTMLInputElement | HTMLTextAreaElement, rows: readonly Row[]): void {
    this.control = control;
    this.rows = rows;
    this.close();
    if (rows.length === 0) return;
    control.setAttribute('role', 'combobox');
    control.setAttribute('aria-autocomplete', 'list');
    control.setAttribute('aria-controls', this.id);
    control.addEventListener('focus', () => this.narrow());
    control.addEventListener('click', () => this.narrow());
    control.addEventListener('blur', () => this.close());
    if (document.activeElement === control) this.narrow();
  }

  /** Shows what fits the text in the box. */
  narrow(): void {
    if (!this.control || !this.offered) return;
    this.shown = matching(this.rows, this.control.value).slice(0, MOST_ROWS);
    this.box.replaceChildren(...this.shown.map((row, index) => this.option(row, index)));
    const total = this.shown.length;
    this.status.textContent = total > 0 ? this.wording.say('results', { count: total }) : this.wording.say('noMatches');
    this.element.hidden = false;
    this.control.setAttribute('aria-expanded', String(total > 0));
    this.box.hidden = total === 0;
    this.box.scrollTop = 0;
    this.activate(-1);
  }

  close(): void {
    this.element.hidden = true;
    this.active = -1;
    if (this.offered) this.control?.setAttribute('aria-expanded', 'false');
    this.control?.removeAttribute('aria-activedescendant');
  }

  /** True when the key was meant for the list. */
  handle(event: KeyboardEvent): boolean {
    if (!this.offered) return false;
    const row = this.shown[this.active];
    if (event.key === 'Enter' && !this.element.hidden && row) this.pick(row);
    else if (event.key === 'Escape' && !this.element.hidden) this.close();
    else if (event.key === 'ArrowDown') this.move(1);
    else if (event.key === 'ArrowUp') this.move(-1);
    else return false;
    return true;
  }

  private move(step: number): void {
    if (this.element.hidden) this.narrow();
    const count = this.shown.length;
    const from = this.active < 0 && step < 0 ? count : this.active;
    if (count > 0) this.activate((from + step + count) % count);
  }

  private activate(index: number): void {
    this.box.children[this.active]?.setAttribute('aria-selected', 'false');
    this.active = index;
    const option = this.box.children[index];
    if (!option) {
      this.control?.removeAttribute('aria-activedescendant');
      return;
    }
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    this.control?.setAttribute('aria-activedescendant', option.id);
  }

  private option(row: Row, index: number): HTMLElement {
    const attributes = { id: `${this.id}-${index}`, class: 'list-row', role: 'option', 'aria-selected': 'false' };
    return el('div', { ...attributes, click: () => this.pick(row) }, el('span', { dir: 'auto' }, row.label));
  }
}
