import { DialogTestClient } from 'botbuilder-testing';
import { type IncomingActivity, LeadCaptureDialog } from '../../dialogs/leadCaptureDialog';
import type { ChannelId, CustomerMessage, QuickReply, Reply } from '../../dialogs/message';
import type { Locale, Market } from '../../machines/market';
import type { TestProduct } from './product';

/** How a script's customer reaches the product. Everything said is given back, in order. */
export interface Chat {
  readonly channel: ChannelId;
  readonly conversationId: string;
  opens(): Promise<void>;
  types(text: string, messageId?: string): Promise<void>;
  taps(payload: string, label: string, messageId?: string): Promise<void>;
  sends(media: Media): Promise<void>;
  /** Reads what was said outside of the customer's own turns: the bank's answers. */
  catchesUp(): Promise<void>;
  /** What was said since the last time this was asked. */
  heard(): readonly Reply[];
}

export type Media = Extract<CustomerMessage, { kind: 'media' }>['media'];

export interface ChatSettings {
  readonly market: Market;
  readonly channel?: ChannelId;
  /** The language the page was opened in; without it the market's own is used. */
  readonly locale?: Locale;
}

type Said = CustomerMessage extends infer M ? (M extends unknown ? Omit<M, keyof Envelope> : never) : never;
type Envelope = Pick<CustomerMessage, 'id' | 'conversationId' | 'channel' | 'receivedAt'>;

let conversations = 0;

/** Straight through the door every channel uses. */
export function openChat(product: () => TestProduct, settings: ChatSettings): Chat {
  const { send, read, conversationId, heard } = createSender(product, settings);
  return {
    channel: settings.channel ?? 'webchat',
    conversationId,
    catchesUp: read,
    heard,
    opens: () => send(startedAs(settings)),
    types: (text, messageId) => send({ kind: 'text', text }, messageId),
    taps: (payload, label, messageId) => send({ kind: 'choice', payload, label }, messageId),
    sends: (media) => send({ kind: 'media', media }),
  };
}

/** Through botbuilder: activities in, activities out, as Bot Framework's own test client sends them. */
export function openDialogChat(product: () => TestProduct, settings: ChatSettings): Chat {
  const { send, read, conversationId, heard } = createSender(product, settings);
  const spoken: Reply[] = [];
  let isOpen = false;
  const dialog = new LeadCaptureDialog(async ({ text, value }: IncomingActivity) => {
    if (!isOpen) await send(startedAs(settings));
    else await send(value === undefined ? { kind: 'text', text } : { kind: 'choice', payload: value, label: text });
    isOpen = true;
    return heard();
  });
  const client = new DialogTestClient('test', dialog);
  const say = async (activity: string | { readonly type: string; readonly text: string; readonly value: string }) => {
    let reply = await client.sendActivity(activity);
    while (reply) {
      spoken.push(replyOf(reply));
      reply = client.getNextReply();
    }
  };
  return {
    channel: 'webchat',
    conversationId,
    catchesUp: read,
    heard: () => [...spoken.splice(0), ...heard()],
    opens: () => say('hello'),
    types: (text) => say(text),
    taps: (value, text) => say({ type: 'message', text, value }),
    sends: (media) => send({ kind: 'media', media }),
  };
}

function createSender(product: () => TestProduct, { channel = 'webchat' }: ChatSettings) {
  const conversationId = `conversation-${++conversations}`;
  let messages = 0;
  let seen = 0;
  const pending: Reply[] = [];
  const read = async () => {
    const entries = await product().store.transcript(conversationId, seen, 1_000);
    seen = entries.at(-1)?.seq ?? seen;
    for (const { body } of entries) if (body.from === 'bot') pending.push(body.reply);
  };
  return {
    conversationId,
    async send(said: Said, messageId?: string) {
      const id = messageId ?? `m${++messages}`;
      // `Said` is a message without its envelope, so together they are one.
      const message = { ...said, id, conversationId, channel, receivedAt: product().now() } as CustomerMessage;
      const receipt = await product().intake.receive(message);
      if (receipt.status === 'unavailable') throw new Error('The product could not take the message.');
      await read();
    },
    read,
    heard: () => pending.splice(0),
  };
}

function startedAs({ market, locale }: ChatSettings): Said {
  return { kind: 'started', userId: `user-${conversations}`, market, ...(locale === undefined ? {} : { locale }) };
}

interface SentActivity {
  readonly text?: string;
  readonly locale?: string;
  readonly suggestedActions?: { readonly actions: readonly { readonly title: string; readonly value: string }[] };
}

function replyOf({ text = '', locale = '', suggestedActions }: SentActivity): Reply {
  const choices = suggestedActions?.actions.map(({ title, value }): QuickReply => ({ label: title, payload: value }));
  return { text, locale, ...(choices ? { choices } : {}) };
}
