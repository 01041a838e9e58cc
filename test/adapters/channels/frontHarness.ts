import { randomBytes } from 'node:crypto';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { createChatTokenRoutes } from '../../../adapters/channels/webchat/chatToken';
import { createWebChat, type WebChat, type WebChatOptions } from '../../../adapters/channels/webchat/index';
import type { MarketInfo } from '../../../adapters/channels/webchat/market';
import { createTokens, type Tokens } from '../../../adapters/channels/webchat/tokens';
import type { Route } from '../../../adapters/route';
import { createServer, type Server, type ServerOptions } from '../../../bot/server';
import type { Market } from '../../../machines/market';
import { MemoryGateway } from './memoryGateway';

export const SECRET = 'a-secret-of-the-banks-back-end-000001';
export const SIGNING_KEY = 'signing-key-of-at-least-32-characters';
export const QUIET = { error: () => undefined, warn: () => undefined, info: () => undefined };

export interface Front {
  readonly gateway: MemoryGateway;
  readonly webChat: WebChat;
  readonly tokens: Tokens;
  readonly server: Server;
  readonly base: string;
  readonly host: string;
  /** Move time: tokens, cookies and reads see it, timers do not. */
  advance(ms: number): void;
  stop(): Promise<void>;
}

export function marketInfo(market: Market): MarketInfo | undefined {
  if (market === 'AE') return undefined;
  const english = { tag: `en-${market}`, name: 'English', dir: 'ltr' } as const;
  const arabic = { tag: `ar-${market}`, name: 'العربية', dir: 'rtl' } as const;
  return {
    enabled: market !== 'RU',
    locales: [english, arabic],
    defaultLocale: english.tag,
    bankName: 'Larkfield Bank',
  };
}

export async function startFront(
  options: Partial<WebChatOptions> & {
    readonly extraRoutes?: readonly Route[];
    readonly server?: Partial<ServerOptions>;
  } = {},
): Promise<Front> {
  let shift = 0;
  const clock = () => Date.now() + shift;
  const gateway = new MemoryGateway();
  const tokens = options.tokens ?? createTokens({ keys: [{ id: 'k1', secret: SIGNING_KEY }], issuer: 'test', clock });
  const shared = {
    gateway,
    tokens,
    clock,
    random: randomBytes,
    marketInfo,
    allowedOrigins: ['https://www.bank.example'],
  };
  const webChat = createWebChat({ ...shared, secrets: [SECRET], uploads: 'refuse', ...options });
  const chat = createChatTokenRoutes({
    ...shared,
    cookieKeys: ['cookie-key-of-at-least-32-characters'],
    limits: options.limits,
    processes: options.processes,
  });
  const server = createServer({
    routes: [...webChat.routes, ...chat, ...(options.extraRoutes ?? [])],
    upgrade: webChat,
    log: QUIET,
    clock,
    ready: () => ({ ok: true }),
    ...options.server,
  });
  const { port } = await server.listen(0, '127.0.0.1');
  return {
    gateway,
    webChat,
    tokens,
    server,
    base: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    advance: (ms) => {
      shift += ms;
    },
    stop: () => server.drain(),
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // Tests reach into whatever came back.
  // biome-ignore lint/suspicious/noExplicitAny: the body of an answer under test
  readonly body: any;
}

export interface Call {
  readonly token?: string;
  readonly json?: unknown;
  readonly raw?: Buffer | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request over a connection of its own, with whatever headers a test wants to send. */
export function call(
  front: { readonly base: string },
  method: string,
  path: string,
  options: Call = {},
): Promise<Answer> {
  const body = options.raw ?? (options.json === undefined ? undefined : JSON.stringify(options.json));
  const headers: Record<string, string> = {
    connection: 'close',
    ...(options.json === undefined ? {} : { 'content-type': 'application/json' }),
  };
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  if (body !== undefined) headers['content-length'] = String(Buffer.byteLength(body));
  const request = httpRequest(front.base + path, { method, headers: { ...headers, ...options.headers } });
  return answerTo(request, body);
}

/** Sends the body and reads the whole answer: what says that it is JSON as what it holds, anything else as its text. */
export function answerTo(request: ClientRequest, body: string | Buffer | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const isJson = response.headers['content-type']?.startsWith('application/json') === true && text !== '';
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: isJson ? JSON.parse(text) : text,
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

export interface Chat {
  readonly conversationId: string;
  readonly token: string;
  readonly userId: string;
  readonly streamUrl: string;
}

/** A customer with a started conversation. */
export async function openChat(front: Front, market: Market = 'SG'): Promise<Chat> {
  const issued = await call(front, 'POST', '/api/chat/token', { json: { market, fresh: true } });
  const started = await call(front, 'POST', '/v3/directline/conversations', { token: issued.body.token, json: {} });
  if (started.status !== 201) throw new Error(`not started: ${started.status} ${JSON.stringify(started.body)}`);
  return { ...issued.body, streamUrl: started.body.streamUrl };
}

/** Posts a text as a client does, with an id of its own. */
export function say(front: Front, chat: Chat, text: string, activity: object = {}): Promise<Answer> {
  return call(front, 'POST', `/v3/directline/conversations/${chat.conversationId}/activities`, {
    token: chat.token,
    json: { type: 'message', text, from: { id: chat.userId }, ...activity },
  });
}
