import { request } from 'node:http';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import type { DeliveryReport, MessengerGateway, Receipt } from '../../../../../adapters/channels/channel';
import type { WhatsAppAccount } from '../../../../../adapters/channels/whatsapp/accounts';
import {
  createWhatsAppInbox,
  type WhatsAppInbox,
  type WhatsAppInboxOptions,
} from '../../../../../adapters/channels/whatsapp/inbound/inbox';
import { createPayloadSeal } from '../../../../../adapters/channels/whatsapp/payloadSeal';
import { MARKET_PROFILES } from '../../../../../adapters/markets';
import { createServer } from '../../../../../bot/server';
import type { Address, CustomerMessage, ProviderCopy } from '../../../../../dialogs/message';
import { createTexts } from '../../../../../dialogs/texts';
import { type Answer, answerTo, QUIET } from '../../frontHarness';
import webhooks from './webhooks.json';

export const PUBLIC_BASE_URL = 'https://chat.bank.example';
export const TOKEN = '0123456789abcdef0123456789abcdef';
export const SENDER = 'whatsapp:+14155238886';
export const ACCOUNT: WhatsAppAccount = {
  accountSid: 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  authToken: TOKEN,
  senders: [{ address: SENDER, markets: ['TH'] }],
  templates: {},
};
/** A second bank's account, with a sender and a token of its own. */
export const OTHER: WhatsAppAccount = {
  accountSid: 'ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
  authToken: 'fedcba9876543210fedcba9876543210',
  senders: [{ address: 'whatsapp:+14155238887', markets: ['SG', 'MY'] }],
  templates: {},
};

export type Fields = Readonly<Record<string, string>>;
export const INBOUND = webhooks.inbound as unknown as Readonly<Record<string, Fields>>;
export const STATUSES = webhooks.status_callbacks_any_order as unknown as readonly Fields[];
export const TEXT: Fields = INBOUND.text ?? {};

export const seal = createPayloadSeal('seal-key-of-this-test');

/** Keeps what it is given, as a store would: one person per name, one effect per id. */
export class RecordingGateway implements MessengerGateway {
  readonly received: CustomerMessage[] = [];
  readonly reports: DeliveryReport[] = [];
  readonly asked: Parameters<MessengerGateway['conversationOf']>[0][] = [];
  failing: 'no' | 'unavailable' | 'throws' = 'no';

  async conversationOf(names: Parameters<MessengerGateway['conversationOf']>[0]): Promise<string> {
    if (this.failing === 'throws') throw new Error('the disk is gone: /secret/path');
    this.asked.push(names);
    return `conversation of ${names.personId ?? names.number}`;
  }

  async receive(message: CustomerMessage): Promise<Receipt> {
    if (this.failing === 'unavailable') return { status: 'unavailable', retryAfterMs: 1_500 };
    const before = this.received.findIndex(({ id }) => id === message.id);
    if (before >= 0) return { status: 'duplicate', seq: before + 1 };
    return { status: 'accepted', seq: this.received.push(message) };
  }

  async delivered(report: DeliveryReport): Promise<boolean> {
    if (this.failing !== 'no') return false;
    this.reports.push(report);
    return true;
  }
}

export interface RunningInbox {
  readonly gateway: RecordingGateway;
  readonly inbox: WhatsAppInbox;
  readonly base: string;
  /** Texts that were sent to customers outside a conversation. */
  readonly sent: { readonly address: Address; readonly text: string }[];
  /** Copies at the provider that were deleted outside a conversation. */
  readonly purged: readonly ProviderCopy[];
  readonly logged: Readonly<Record<string, unknown>>[];
  now: number;
  /** Posts a form as Twilio would, signed with the account's token unless a test says otherwise. */
  post(fields: Fields, how?: How): Promise<Answer>;
  stop(): Promise<void>;
}

export interface How {
  readonly path?: string;
  readonly token?: string;
  readonly signature?: string | undefined;
  readonly signedUrl?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export async function startInbox(options: Partial<WhatsAppInboxOptions> = {}): Promise<RunningInbox> {
  const gateway = new RecordingGateway();
  const logged: Readonly<Record<string, unknown>>[] = [];
  const sent: { readonly address: Address; readonly text: string }[] = [];
  const purged: ProviderCopy[] = [];
  const keep = (fields: Readonly<Record<string, unknown>>, message: string) => logged.push({ ...fields, message });
  const inbox = createWhatsAppInbox({
    accounts: [ACCOUNT, OTHER],
    gateway,
    publicBaseUrl: PUBLIC_BASE_URL,
    seal,
    marketInfo: (market) => ({
      enabled: market !== 'RU',
      whatsapp: MARKET_PROFILES[market].channels.whatsapp,
      defaultLocale: MARKET_PROFILES[market].defaultLocale,
      locales: MARKET_PROFILES[market].locales,
    }),
    texts: createTexts({
      en: { whatsapp: { redirect: 'Not here. Our web chat: {{url}}' } },
      ar: { whatsapp: { redirect: 'ليس هنا: {{url}}' } },
      ru: { whatsapp: { redirect: 'Не здесь: {{url}}' } },
    }),
    webChatUrl: (market) => `${PUBLIC_BASE_URL}/chat?market=${market}`,
    sendText: async (address, text) => {
      sent.push({ address, text });
    },
    purge: async (copy) => {
      purged.push(copy);
      return true;
    },
    pseudonym: (identity) => Buffer.from(identity).toString('base64url'),
    clock: () => running.now,
    log: { warn: keep, error: keep },
    ...options,
  });
  const server = createServer({ routes: inbox.routes, log: QUIET, clock: Date.now, ready: () => ({ ok: true }) });
  const { port } = await server.listen(0, '127.0.0.1');
  const base = `http://127.0.0.1:${port}`;
  const running: RunningInbox = {
    gateway,
    inbox,
    base,
    sent,
    purged,
    logged,
    now: 1_000_000_000_000,
    post: (fields, how = {}) => {
      const path = how.path ?? '/twilio/inbound';
      const url = how.signedUrl ?? PUBLIC_BASE_URL + path;
      const signature = 'signature' in how ? how.signature : sign(how.token ?? TOKEN, url, fields);
      const headers = {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        ...(signature === undefined ? {} : { 'x-twilio-signature': signature }),
        ...how.headers,
      };
      return send(port, path, headers, how.body ?? new URLSearchParams(fields).toString());
    },
    stop: () => server.drain(),
  };
  return running;
}

/** The path goes out as it is written: a client that tidies it up would change what was signed. */
function send(port: number, path: string, headers: Fields, body: string | Buffer): Promise<Answer> {
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  const options = { host: '127.0.0.1', port, path, method: 'POST', agent: false, headers: { ...headers, ...length } };
  return answerTo(request(options), body);
}

export function sign(token: string, url: string, fields: Fields): string {
  return getExpectedTwilioSignature(token, url, { ...fields });
}
