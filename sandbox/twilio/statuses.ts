import type { Clock } from './clock';
import type { Ledger } from './ledger';
import type { Message, Status } from './message';
import { newSid } from './sids';
import type { Form, Webhooks } from './webhooks';

/** WhatsApp says so only after the message has left Twilio. */
const UNDELIVERED_CODES: ReadonlySet<number> = new Set([63003, 63024, 63032, 63033]);

interface Parts {
  readonly accountSid: string;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly webhooks: Webhooks;
  /** Between two statuses of a message. */
  readonly stepMs: number;
}

/** Moves messages on, from queued to what becomes of them, and reports each step to the message's own callback. */
export function createStatuses({ accountSid, ledger, clock, webhooks, stepMs }: Parts) {
  const timers = new Set<NodeJS.Timeout>();
  const channelInstallSid = newSid('XE');

  const later = (act: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, stepMs);
    timers.add(timer);
  };

  const move = (sid: string, status: Status, errorCode?: number): void => {
    const message = ledger.message(sid);
    if (!message) return;
    const now = clock.now();
    const sentAt = message.sentAt ?? (status === 'failed' ? undefined : now);
    const moved = ledger.keep({ ...message, status, errorCode, sentAt, updatedAt: now });
    if (moved.statusCallback === undefined) return;
    void webhooks.status(moved.user, moved.statusCallback, statusForm(moved, { accountSid, channelInstallSid }));
  };

  return {
    /** `failure`: the code with which it fails instead of arriving. */
    start(sid: string, failure: number | undefined): void {
      if (failure !== undefined && !UNDELIVERED_CODES.has(failure)) {
        later(() => move(sid, 'failed', failure));
        return;
      }
      later(() => {
        move(sid, 'sent');
        later(() => (failure === undefined ? move(sid, 'delivered') : move(sid, 'undelivered', failure)));
      });
    },
    /** The customer looks at the chat: what has arrived is read. */
    read(user: string, sender: string): number {
      const arrived = ledger
        .messages()
        .filter((message) => message.user === user && message.sender === sender && message.status === 'delivered');
      for (const { sid } of arrived) move(sid, 'read');
      return arrived.length;
    },
    close(): void {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

export type Statuses = ReturnType<typeof createStatuses>;

function statusForm(message: Message, ids: { readonly accountSid: string; readonly channelInstallSid: string }): Form {
  const { status, errorCode } = message;
  return {
    ApiVersion: '2010-04-01',
    AccountSid: ids.accountSid,
    ChannelInstallSid: ids.channelInstallSid,
    ChannelPrefix: 'whatsapp',
    From: message.sender,
    To: message.user,
    MessageSid: message.sid,
    SmsSid: message.sid,
    MessageStatus: status,
    SmsStatus: status,
    ...(message.messagingServiceSid === undefined ? {} : { MessagingServiceSid: message.messagingServiceSid }),
    ...(status === 'delivered' || status === 'read' ? { EventType: status.toUpperCase() } : {}),
    ...(errorCode === undefined ? {} : { ErrorCode: String(errorCode) }),
  };
}
