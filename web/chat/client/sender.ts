import { waitAfterLoss, waitFor } from './patience';
import { text as readText, record } from './protocol';
import { nextToSend, type Outgoing, reduceQueue } from './sendQueue';
import type { Session } from './session';

/** Sends the customer's messages in order, each under one id for all its tries. */
export class Sender {
  private queue: readonly Outgoing[] = [];
  private session: Session | undefined;
  /** How often each message was lost on its way since somebody last asked to send it. */
  private readonly losses = new Map<string, number>();

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
    this.losses.clear();
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
    const busyMs = waitFor(fault);
    this.onBusy(busyMs !== undefined);
    if (busyMs === undefined && !navigator.onLine) {
      this.apply({ type: 'postponed', id: item.id });
      return;
    }
    const waitMs = busyMs ?? this.waitAfterLoss(item, fault);
    if (waitMs === undefined) this.apply({ type: 'failed', id: item.id });
    else setTimeout(() => this.postponed(item.id), waitMs);
  }

  private waitAfterLoss({ id }: Outgoing, fault: unknown): number | undefined {
    const losses = (this.losses.get(id) ?? 0) + 1;
    this.losses.set(id, losses);
    return waitAfterLoss(fault, losses);
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
