import { el } from './element';
import { icon } from './icons';
import type { Wording } from './wording';

const NEAR_PX = 48;
const ROOM_ABOVE_PX = 12;

/** Keeps the newest message in view, unless the customer is reading further up: then a button tells of it. */
export class Scroller {
  readonly element: HTMLElement;
  readonly pill: HTMLButtonElement;
  /** False from the moment the customer scrolls away until they come back or answer. */
  private following = true;
  /** Whether the customer, not the page, moved it last. */
  private byHand = false;

  constructor(
    wording: Wording,
    private readonly anchor: () => HTMLElement | undefined,
    ...content: readonly HTMLElement[]
  ) {
    this.element = el(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region' },
      el('div', { class: 'scroll-inner' }, ...content),
    );
    const label = el('span');
    this.pill = el(
      'button',
      { type: 'button', class: 'pill', hidden: true, click: () => this.toEnd() },
      icon('down'),
      label,
    );
    wording.label(() => {
      label.textContent = wording.say('newMessages');
      this.element.setAttribute('aria-label', wording.say('log'));
    });
    for (const type of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
      this.element.addEventListener(type, () => this.touched(), { passive: true });
    }
    this.element.addEventListener('scroll', () => this.scrolled(), { passive: true });
    new ResizeObserver(() => this.following && this.follow('instant')).observe(this.element);
  }

  /** New content was added. */
  grew(): void {
    if (this.following) this.follow('smooth');
    else this.pill.hidden = this.below() < NEAR_PX;
  }

  /** The customer answered: whatever comes next is what they want to see. */
  engage(): void {
    this.following = true;
    this.follow('smooth');
  }

  /** Straight to where reading goes on, without a journey. */
  jump(): void {
    this.following = true;
    this.follow('instant');
  }

  private toEnd(): void {
    this.following = true;
    this.byHand = false;
    this.pill.hidden = true;
    this.element.focus({ preventScroll: true });
    this.element.scrollTo({ top: this.element.scrollHeight, behavior: motion() });
  }

  private follow(behavior: ScrollBehavior): void {
    this.byHand = false;
    const end = this.element.scrollHeight - this.element.clientHeight;
    const anchor = this.anchor();
    const top = anchor ? Math.min(end, anchor.offsetTop - ROOM_ABOVE_PX) : end;
    this.element.scrollTo({ top, behavior: behavior === 'smooth' ? motion() : behavior });
    this.pill.hidden = top > end - NEAR_PX;
  }

  private touched(): void {
    this.byHand = true;
  }

  private scrolled(): void {
    const atEnd = this.below() < NEAR_PX;
    if (this.byHand) this.following = atEnd;
    if (atEnd) this.pill.hidden = true;
  }

  private below(): number {
    return this.element.scrollHeight - this.element.clientHeight - this.element.scrollTop;
  }
}

function motion(): ScrollBehavior {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';
}
