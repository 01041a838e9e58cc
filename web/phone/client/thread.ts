import { dayName, startOfDay } from '../../chat/client/clock';
import { el } from '../../chat/client/element';
import { type Bubble, type BubbleContext, bubble, CLOCK_LOCALE } from './bubble';
import type { PhoneMessage } from './message';

interface Shown {
  message: PhoneMessage;
  readonly bubble: Bubble;
}

/** The conversation as shown: settled messages by their time, then what the sandbox does not list yet. */
export class PhoneThread {
  private readonly shown = new Map<string, Shown>();
  /** Sent from here and not yet listed by the sandbox, oldest first. */
  private readonly pending: Shown[] = [];
  private readonly context: BubbleContext;

  constructor(
    private readonly log: HTMLElement,
    context: Omit<BubbleContext, 'find'>,
  ) {
    this.context = { ...context, find: (sid) => this.shown.get(sid)?.message };
  }

  /** True when the message is new, false when only its delivery went on. */
  take(message: PhoneMessage, now: number): boolean {
    const known = this.shown.get(message.sid) ?? this.adopted(message);
    if (known) {
      known.message = message;
      known.bubble.update(message);
    }
    if (this.shown.has(message.sid)) return false;
    const entry = known ?? { message, bubble: bubble(message, this.context) };
    const before = this.laterThan(message.at) ?? this.pending[0];
    this.shown.set(message.sid, entry);
    if (!known) this.place(entry.bubble.element, message.at, now, before?.bubble.element ?? null);
    return true;
  }

  /** Shows what the customer sends before the sandbox has it; the result shows how that goes. */
  expect(message: PhoneMessage, now: number): Bubble {
    const added = bubble(message, this.context);
    this.pending.push({ message, bubble: added });
    this.place(added.element, message.at, now, null);
    return added;
  }

  /**
   * The oldest message on its way is this one, listed now: its bubble stays where it is, so that nobody sees it jump or
   * hears it twice. One that is listed with other words makes room for a new bubble.
   */
  private adopted(message: PhoneMessage): Shown | undefined {
    const oldest = message.direction === 'in' ? this.pending.shift() : undefined;
    if (oldest?.message.body === message.body) return oldest;
    oldest?.bubble.element.remove();
    return undefined;
  }

  private laterThan(at: number): Shown | undefined {
    const later = [...this.shown.values()].filter(({ message }) => message.at > at);
    return later.reduce<Shown | undefined>(
      (first, one) => (first && first.message.at <= one.message.at ? first : one),
      undefined,
    );
  }

  /** From now on new messages are read out; what was there before is not. */
  announce(): void {
    this.log.setAttribute('aria-live', 'polite');
  }

  private place(element: HTMLElement, at: number, now: number, before: HTMLElement | null): void {
    const day = String(startOfDay(at));
    element.dataset.day = day;
    const previous = before ? before.previousElementSibling : this.log.lastElementChild;
    const isNewDay = !(previous instanceof HTMLElement) || previous.dataset.day !== day;
    if (isNewDay) this.log.insertBefore(separator(day, dayName(CLOCK_LOCALE, at, now)), before);
    this.log.insertBefore(element, before);
  }
}

function separator(day: string, name: string): HTMLElement {
  const element = el('div', { class: 'day' }, el('span', {}, name));
  element.dataset.day = day;
  return element;
}
