import { dayName, startOfDay } from '../../chat/client/clock';
import { el } from '../../chat/client/element';
import { type Bubble, type BubbleContext, bubble, CLOCK_LOCALE } from './bubble';
import type { PhoneMessage } from './message';

/** The conversation as shown: settled messages by their time, then what the phone has not yet got rid of. */
export class PhoneThread {
  private readonly shown = new Map<string, { message: PhoneMessage; readonly bubble: Bubble }>();
  /** Sent from here and not yet listed by the sandbox, oldest first. */
  private readonly pending: Bubble[] = [];
  private readonly context: BubbleContext;

  constructor(
    private readonly log: HTMLElement,
    context: Omit<BubbleContext, 'find'>,
  ) {
    this.context = { ...context, find: (sid) => this.shown.get(sid)?.message };
  }

  /** True when the message is new, false when only its delivery went on. */
  take(message: PhoneMessage, now: number): boolean {
    const known = this.shown.get(message.sid);
    if (known) {
      known.message = message;
      known.bubble.update(message);
      return false;
    }
    const added = bubble(message, this.context);
    const next = [...this.shown.values()]
      .filter((other) => other.message.at > message.at)
      .reduce<PhoneMessage | undefined>(
        (first, { message: later }) => (first && first.at <= later.at ? first : later),
        undefined,
      );
    this.shown.set(message.sid, { message, bubble: added });
    if (message.direction === 'in') this.pending.shift()?.element.remove();
    const before = (next && this.shown.get(next.sid)?.bubble.element) ?? this.pending[0]?.element ?? null;
    this.place(added.element, message.at, now, before);
    return true;
  }

  /** Shows what the customer sends before the sandbox has it; the result shows how that goes. */
  expect(message: PhoneMessage, now: number): Bubble {
    const added = bubble(message, this.context);
    this.pending.push(added);
    this.place(added.element, message.at, now, null);
    return added;
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
