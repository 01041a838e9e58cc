import type { Connector } from './connector';
import { type Answer, Line, Listener } from './line';

/** A simulated customer: one connection, one lead after another, one message at a time. */
export interface Customer {
  /** Does all that is not a turn: opens the next conversation, or waits until the bank has answered. */
  ready(): Promise<void>;
  /** Sends the next message; resolves with its answer. */
  turn(): Promise<void>;
  close(): void;
}

export type NewCustomer = (port: number) => Customer;

/** What a customer types to the product, from the first question to the last. */
export const SG_ANSWERS: readonly string[] = [
  '1',
  'yes',
  'i agree',
  'I agree',
  'Ms',
  'Tan Mei Ling',
  '8123 4567',
  'mei.tan@example.com',
  '1',
  '3',
  '2',
  'looks right',
  'i agree',
  'i agree',
  'submit',
  'no',
];
const AFTER_SUBMIT = 15;

/** The same lead as the stock prompts understand it. */
const WATERFALL_ANSWERS: readonly string[] = [
  '1',
  'yes',
  'yes',
  'yes',
  'Ms',
  'Tan Mei Ling',
  '8123 4567',
  'mei.tan@example.com',
  '1',
  '3',
  '2',
  'yes',
  'yes',
  'yes',
  'yes',
  'no',
];

/** A customer of the product's web chat: token, conversation, stream, sixteen messages and the bank's reference. */
export function productCustomer(port: number): Customer {
  const line = new Line(port);
  let chat: Chat | undefined;
  let at = 0;
  const open = async () => {
    chat?.stream.close();
    chat = await openChat(line);
    at = 0;
  };
  return {
    async ready() {
      if (chat === undefined || at === SG_ANSWERS.length) await open();
      else if (at === AFTER_SUBMIT) await chat.stream.heard('"status":"submitted"');
    },
    async turn() {
      if (chat === undefined) return;
      const activity = {
        type: 'message',
        from: { id: chat.userId },
        text: SG_ANSWERS[at],
        channelData: { clientActivityID: `${chat.conversationId}.${at}` },
      };
      at += 1;
      expect200(await line.post(chat.path, JSON.stringify(activity), chat.token));
    },
    close() {
      chat?.stream.close();
      line.close();
    },
  };
}

interface Chat {
  readonly conversationId: string;
  readonly userId: string;
  readonly token: string;
  readonly path: string;
  readonly stream: Listener;
}

async function openChat(line: Line): Promise<Chat> {
  const {
    conversationId,
    token: first,
    userId,
  } = jsonOf(await line.post('/api/chat/token', '{"market":"SG","locale":"en-SG"}'));
  const { token, streamUrl } = jsonOf(await line.post('/v3/directline/conversations', '{}', first));
  const path = `/v3/directline/conversations/${conversationId}/activities`;
  const stream = new Listener(streamUrl);
  await stream.opened;
  return { conversationId, userId, token, path, stream };
}

let conversations = 0;

/**
 * A customer of the stock bot. With a connector it answers as on any channel, by a call for each reply; without one its
 * replies come back in the answer, which few channels offer.
 */
export const waterfallCustomer =
  (connector?: Connector) =>
  (port: number): Customer => {
    const line = new Line(port);
    let id = '';
    let at = WATERFALL_ANSWERS.length;
    const send = async (text: string) => {
      const activity = {
        type: 'message',
        id: `${id}.${at}`,
        text,
        from: { id: 'customer' },
        recipient: { id: 'bot' },
        conversation: { id },
        channelId: 'test',
        serviceUrl: connector?.serviceUrl ?? 'http://127.0.0.1:9',
        locale: 'en-SG',
        ...(connector === undefined ? { deliveryMode: 'expectReplies' } : {}),
      };
      return expect200(await line.post('/api/messages', JSON.stringify(activity)));
    };
    return {
      async ready() {
        if (at < WATERFALL_ANSWERS.length) return;
        conversations += 1;
        id = `w${process.pid}-${conversations}`;
        at = 0;
        await send('hello');
      },
      async turn() {
        const text = WATERFALL_ANSWERS[at] ?? '';
        at += 1;
        const { body } = await send(text);
        if (at < WATERFALL_ANSWERS.length) return;
        const said = connector === undefined ? body.toString('utf8') : (connector.lastText(id) ?? '');
        if (!said.includes('All done')) throw new Error(`The waterfall did not finish: ${said}`);
      },
      close: () => line.close(),
    };
  };

export function limitCustomer(port: number): Customer {
  const line = new Line(port);
  let token: string | undefined;
  let id = 0;
  return {
    async ready() {
      token ??= jsonOf(await line.post('/token', '')).token;
    },
    async turn() {
      id += 1;
      expect200(await line.post('/messages', JSON.stringify({ id, type: 'message', text: '8123 4567' }), token));
    },
    close: () => line.close(),
  };
}

function expect200(answer: Answer): Answer {
  if (answer.status !== 200 && answer.status !== 201) throw new Error(`HTTP ${answer.status}: ${answer.body}`);
  return answer;
}

function jsonOf(
  answer: Answer,
): Record<string, string> & { conversationId: string; userId: string; token: string; streamUrl: string } {
  return JSON.parse(expect200(answer).body.toString('utf8'));
}
