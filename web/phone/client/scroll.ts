const NEAR_PX = 60;

/** Keeps the newest message in view; further up, a button with the number of unread messages leads back down. */
export class PhoneScroll {
  private unread = 0;
  private following = true;

  constructor(
    private readonly area: HTMLElement,
    private readonly button: HTMLButtonElement,
    private readonly badge: HTMLElement,
  ) {
    area.addEventListener('scroll', () => this.scrolled(), { passive: true });
    button.addEventListener('click', () => {
      this.toEnd('smooth');
      area.focus({ preventScroll: true });
    });
    new ResizeObserver(() => this.following && this.toEnd('instant')).observe(area);
  }

  /** Messages of the bank were added. */
  grew(unread: number): void {
    if (this.following) this.toEnd('smooth');
    else this.count(this.unread + unread);
  }

  /** The customer wrote, or the page has just been opened. */
  toEnd(behavior: ScrollBehavior): void {
    this.following = true;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.area.scrollTo({ top: this.area.scrollHeight, behavior: still ? 'instant' : behavior });
    this.count(0);
  }

  private scrolled(): void {
    const atEnd = this.area.scrollHeight - this.area.clientHeight - this.area.scrollTop < NEAR_PX;
    if (atEnd) this.count(0);
    this.button.hidden = atEnd;
    this.following = atEnd;
  }

  private count(unread: number): void {
    this.unread = unread;
    this.badge.textContent = unread > 0 ? String(unread) : '';
    const words = unread > 0 ? `, ${unread} new` : '';
    this.button.setAttribute('aria-label', `To the newest message${words}`);
  }
}
