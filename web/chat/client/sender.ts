import { waitFor } from './patience';
import { text as readText, record } from './protocol';
import { nextToSend, type Outgoing, reduceQueue } from './sendQueue';
import type { Session } from './session';

/** Sends the customer's messages in order, each under one id for all its tries. */
export class Sender {
  private queue: readonly Outgoing[] = [];
  private session: Session | undefined;

  constructor(
    private readonly locale: () => string,
    private readonly onChange: (item: Outgoing) => void,
    private readonly onBusy: (isBusy: boolean) => void,
  ) {}

  /** Messages written before the conversation was open leave now. */
  attach(session: Session): void {
    this.session = session;
    addEventListener('online', () => this.retry());
    this.pump();
  }

  add(text: string, payload?: string): void {
    this.apply({ type: 'added', id: randomId(), text, payload });
    this.pump();
  }

  /** Tries again what was not sent, under the same ids. */
  retry(): void {
    this.apply({ type: 'retried' });
    this.pump();
  }

  /** The server has it: its echo arrived. */
  confirm(id: string): void {
    this.apply({ type: 'sent', id });
    this.pump();
  }

  private apply(event: Parameters<typeof reduceQueue>[1]): void {
    const before = new Map(this.queue.map((item) => [item.id, item]));
    this.queue = reduceQueue(this.queue, event);
    for (const item of this.queue) if (before.get(item.id)?.state !== item.state) this.onChange(item);
  }

  private pump(): void {
    const item = nextToSend(this.queue);
    if (!item || !this.session || !navigator.onLine) return;
    this.apply({ type: 'started', id: item.id });
    void this.post(this.session, item);
  }

  private async post(session: Session, item: Outgoing): Promise<void> {
    try {
      const answer = await session.request('POST', session.path('/activities'), this.activity(session, item));
      this.onBusy(false);
      this.apply(readText(record(answer).id) ? { type: 'sent', id: item.id } : { type: 'failed', id: item.id });
    } catch (fault) {
      this.notSent(item, fault);
    }
    this.pump();
  }

  private notSent(item: Outgoing, fault: unknown): void {
    const waitMs = waitFor(fault);
    this.onBusy(waitMs !== undefined);
    if (waitMs !== undefined) {
      setTimeout(() => this.postponed(item.id), waitMs);
    } else if (!navigator.onLine) {
      this.apply({ type: 'postponed', id: item.id });
    } else {
      this.apply({ type: 'failed', id: item.id });
    }
  }

  private postponed(id: string): void {
    this.apply({ type: 'postponed', id });
    this.pump();
  }

  private activity(session: Session, item: Outgoing): object {
    return {
      type: 'message',
      from: { id: session.userId },
      text: item.text,
      locale: this.locale(),
      localTimestamp: new Date().toISOString(),
      localTimezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      channelData: { clientActivityID: item.id },
      ...(item.payload ? { value: { payload: item.payload } } : {}),
    };
  }
}

/** 128 random bits: nobody else's message can have the same id. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
