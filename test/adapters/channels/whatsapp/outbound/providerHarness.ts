import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WhatsAppAccount } from '../../../../../adapters/channels/whatsapp/accounts';
import {
  createWhatsAppMessenger,
  type WhatsAppMessenger,
} from '../../../../../adapters/channels/whatsapp/outbound/messenger';
import { createPayloadSeal } from '../../../../../adapters/channels/whatsapp/payloadSeal';
import { createHttp } from '../../../../../adapters/http';
import { texts } from '../../../../support/fixtures';

export const hex = (digit: string) => digit.repeat(32);
export const SID = `SM${hex('1')}`;
export const ACCOUNT = `AC${hex('a')}`;
export const SENDER = { address: 'whatsapp:+14155238886', markets: ['SG'] } as const;
export const ADDRESS = { account: ACCOUNT, sender: SENDER.address, user: 'whatsapp:+6591234567' };
export const OF = { conversationId: 'c1', workId: 'w1', part: 0, isHeld: () => true };
export const NOW = Date.parse('2026-11-22T12:00:00Z');

/** One request as the provider got it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}
export type Answer = (seen: Seen, response: ServerResponse) => void;

/** A server in the provider's place that answers as the test says, and a messenger that goes there over real sockets. */
export interface Provider {
  readonly base: string;
  readonly seen: Seen[];
  readonly logged: string[];
  answers(answer: Answer): void;
  messenger(account?: Partial<WhatsAppAccount>): WhatsAppMessenger;
  /** The form posted last. */
  posted(): Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startProvider(): Promise<Provider> {
  const seen: Seen[] = [];
  const logged: string[] = [];
  const started: WhatsAppMessenger[] = [];
  let answer = json(201, { sid: SID, status: 'queued' });
  const server = createServer((request, response) => {
    response.setHeader('Date', new Date(NOW).toUTCString());
    void read(request).then((one) => {
      seen.push(one);
      answer(one, response);
    });
  });
  const base = await listen(server);
  const http = createHttp({
    allowedHosts: ['127.0.0.1'],
    limits: { connectTimeoutMs: 300, headersTimeoutMs: 300, bodyTimeoutMs: 300, totalTimeoutMs: 600 },
  });
  const note = (_fields: object, message: string) => void logged.push(message);
  return {
    base,
    seen,
    logged,
    answers(next) {
      answer = next;
    },
    messenger(account = {}) {
      const messenger = createWhatsAppMessenger({
        accounts: [{ ...accountAt(base), ...account }],
        http,
        texts,
        seal: createPayloadSeal('key'),
        publicBaseUrl: 'https://chat.bank.example',
        clock: () => NOW,
        log: { warn: note, error: note },
      });
      started.push(messenger);
      return messenger;
    },
    posted: () => Object.fromEntries(new URLSearchParams(seen.at(-1)?.body)),
    async stop() {
      for (const messenger of started) messenger.stop();
      http.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function accountAt(apiBaseUrl: string): WhatsAppAccount {
  return { accountSid: ACCOUNT, authToken: 'token', apiBaseUrl, senders: [SENDER], templates: {} };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return raw(status, JSON.stringify(body), { 'Content-Type': 'application/json', ...headers });
}

/** Two calls and not a chain: restify, in the same process in other tests, makes `writeHead` return nothing. */
export function raw(status: number, body?: string, headers: Record<string, string> = {}): Answer {
  return (_seen, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

/** An address where nobody listens. */
export async function deadAddress(): Promise<string> {
  const server = createServer();
  const address = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return address;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function read(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '', 'http://provider');
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    body: Buffer.concat(chunks).toString(),
  };
}
