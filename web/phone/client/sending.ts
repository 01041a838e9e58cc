import { el } from '../../chat/client/element';
import type { Bubble } from './bubble';
import type { PhoneMessage } from './message';
import type { Inbound, SandboxTwilio } from './sandboxTwilio';

interface Item {
  readonly inbound: Inbound;
  readonly message: PhoneMessage;
  readonly bubble: Bubble;
}

/** Sends what the customer says one after the other, so that it arrives in the order it was said. */
export class Sending {
  private last: Promise<void> = Promise.resolve();
  private count = 0;

  constructor(
    private readonly twilio: Pick<SandboxTwilio, 'send'>,
    private readonly on: {
      readonly show: (message: PhoneMessage) => Bubble;
      readonly sent: () => void;
      /** The product answered, and not with a yes. */
      readonly refused: (status: number) => void;
    },
  ) {}

  add(inbound: Inbound, now: number): void {
    this.count += 1;
    const message = preview(inbound, `pending-${this.count}`, now);
    this.queue({ inbound, message, bubble: this.on.show(message) });
  }

  private queue(item: Item): void {
    this.last = this.last.then(() => this.send(item));
  }

  private async send(item: Item): Promise<void> {
    try {
      const { delivered, status } = await this.twilio.send(item.inbound);
      if (!delivered) this.on.refused(status);
      this.on.sent();
    } catch {
      item.bubble.update({ ...item.message, status: 'failed', errorCode: undefined });
      item.bubble.element.querySelector('.notes')?.replaceChildren(this.retry(item));
    }
  }

  private retry(item: Item): HTMLElement {
    const again = (): void => {
      item.bubble.update(item.message);
      this.queue(item);
    };
    return el('div', { class: 'note' }, 'Not sent.', el('button', { type: 'button', click: again }, 'Try again'));
  }
}

/** The customer's own message until the sandbox lists it. */
function preview(inbound: Inbound, sid: string, at: number): PhoneMessage {
  const { kind, text, title, repliedTo } = inbound;
  const base = { n: 0, direction: 'in', buttons: [], status: 'queued', raw: inbound } as const;
  return { ...base, sid, kind, body: title ?? text ?? '', at, repliedTo };
}
