import type { QuickReply, Reply } from '../../dialogs/message';
import { parsePayload } from '../../dialogs/payload';
import { sandboxSenderOf } from '../../sandbox/twilioAccount';
import type { Chat, ChatSettings, Media } from './chat';
import { TEXTS, type TestProduct } from './product';
import type { Bubble, PhoneMessage, TestTwilio } from './testTwilio';

const KINDS: Readonly<Record<Media, PhoneMessage['kind']>> = {
  image: 'image',
  audio: 'voice',
  video: 'video',
  document: 'document',
  location: 'location',
  contact: 'contacts',
  sticker: 'sticker',
  unknown: 'sticker',
};

let phones = 0;

/** Over the whole way of WhatsApp: a phone, Twilio's webhook, the turn, the outbox, Twilio's API, the phone. */
export function openWhatsAppChat(product: () => TestProduct, { market }: ChatSettings): Chat {
  phones += 1;
  const number = `+999${String(phones).padStart(8, '0')}`;
  const [user, sender] = [`whatsapp:${number}`, sandboxSenderOf(market)];
  const phone = createPhone(() => twilioOf(product()), user, sender);
  let conversationId = '';
  const answered = new Set<string>();
  const look = async () => {
    const deliveries = await product().store.deliveries(conversationId);
    const sids = new Set(deliveries.filter(({ workId }) => answered.has(workId)).map(({ sid }) => sid));
    await phone.look((await product().store.load(conversationId))?.locale ?? 'en', sids);
  };
  const replies = async () => (await product().store.work(conversationId)).filter(({ kind }) => kind === 'reply');
  /** One turn says one thing; what the bank has led to meanwhile is for later. */
  const hearAnswer = async () => {
    const own = (await replies()).find(({ id }) => !answered.has(id));
    if (own) answered.add(own.id);
    while (own && (await replies()).some(({ id, status }) => id === own.id && status !== 'done')) await pause();
    await look();
  };
  const send = async (message: PhoneMessage) => {
    const { status } = await phone.send(message);
    if (status !== 200) throw new Error(`The webhook was answered with ${status}.`);
    conversationId ||= await gatewayOf(product()).conversationOf({ sender, number });
    await hearAnswer();
  };
  return {
    channel: 'whatsapp',
    get conversationId() {
      return conversationId;
    },
    async catchesUp() {
      await product().settled(conversationId);
      for (const { id } of await replies()) answered.add(id);
      await look();
    },
    heard: phone.heard,
    opens: () => send({ kind: 'text', text: 'hello' }),
    types: (text, messageId) => send({ kind: 'text', text, ...(messageId ? { sid: sidOf(messageId) } : {}) }),
    taps: async (payload, label) =>
      send(phone.tap(payload) ?? (await typed(product(), conversationId, payload, label))),
    sends: (media) => send({ kind: KINDS[media] }),
  };
}

/** One customer's phone: it shows bubbles, and every button ever shown on it can be tapped. */
function createPhone(twilio: () => TestTwilio, user: string, sender: string) {
  const shown = new Map<string, Bubble>();
  const unread: Reply[] = [];
  return {
    send: (message: PhoneMessage) => twilio().sends({ ...message, user, sender }),
    /** Reads what is new among these. */
    async look(locale: string, sids: ReadonlySet<string>) {
      const { messages } = await twilio().shows(user, sender, 0);
      for (const bubble of messages) {
        if (bubble.status === 'failed') throw new Error(`WhatsApp refused it: ${bubble.errorCode} ${bubble.body}`);
        if (!sids.has(bubble.sid) || shown.has(bubble.sid)) continue;
        unread.push(replyOf(bubble, locale));
        shown.set(bubble.sid, bubble);
      }
    },
    heard: () => unread.splice(0),
    /** The tap on the newest button with this payload; undefined when the phone never showed one. */
    tap(payload: string): PhoneMessage | undefined {
      for (const { sid, buttons, list } of [...shown.values()].reverse()) {
        const found = [...(buttons ?? []), ...(list?.items ?? [])].find(({ id }) => isSame(unsealed(id), payload));
        if (found) {
          const kind = buttons === undefined ? 'list' : 'button';
          return { kind, payload: found.id, title: found.title, repliedTo: sid };
        }
      }
      return undefined;
    },
  };
}

/** What a bubble has no button for the customer types: the words, or for an answer to change, what it is called. */
async function typed(
  product: TestProduct,
  conversationId: string,
  payload: string,
  label: string,
): Promise<PhoneMessage> {
  const field = /\|change:(\w+)$/.exec(payload)?.[1];
  if (field === undefined) return { kind: 'text', text: label };
  const { locale = 'en' } = (await product.store.load(conversationId)) ?? {};
  const [change = ''] = TEXTS.accentedWords(locale, 'change');
  return { kind: 'text', text: `${change} ${TEXTS.say(locale, `field.${field}`)}` };
}

function replyOf({ body, buttons, list }: Bubble, locale: string): Reply {
  const choices = (buttons ?? list?.items ?? []).map(
    ({ id, title }): QuickReply => ({ payload: unsealed(id), label: title }),
  );
  const [first] = choices;
  const tap = first && parsePayload(first.payload);
  const asked = tap?.kind === 'choice' && tap.step ? { promptId: tap.promptId, step: tap.step } : undefined;
  return {
    text: body,
    locale,
    ...(choices.length > 0 ? { choices } : {}),
    ...(asked ? { prompt: { ...asked, kind: 'ask' as const } } : {}),
  };
}

function unsealed(id: string): string {
  return id.slice(0, id.lastIndexOf('~'));
}

/** Scripts may name a choice without the step it was shown under. */
function isSame(one: string, other: string): boolean {
  return one === other || one.replace(/^(r\d+q\d+)\.[^|]*/, '$1') === other;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

function sidOf(messageId: string): string {
  return `SM${Buffer.from(messageId).toString('hex').padEnd(32, '0').slice(0, 32)}`;
}

function twilioOf({ twilio }: TestProduct): TestTwilio {
  if (twilio === undefined) throw new Error('Start the product with { whatsApp: true }.');
  return twilio;
}

function gatewayOf({ messengerGateway }: TestProduct) {
  if (messengerGateway === undefined) throw new Error('Start the product with { whatsApp: true }.');
  return messengerGateway;
}
