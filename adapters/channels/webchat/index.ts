import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpRequest, HttpResponse, Route, Urgency } from '../../route';
import type { ConversationGateway } from '../channel';
import { postActivity, postUpload } from './activityRoutes';
import { createCallers } from './callers';
import type { Context } from './context';
import { readActivities, reconnect, sessionId, startConversation } from './conversationRoutes';
import { createKnownConversations } from './known';
import { createRateLimit, DEFAULT_WEB_CHAT_LIMITS, shareOf, type WebChatLimits } from './limits';
import type { MarketLookup } from './market';
import { createOrigins } from './origins';
import type { Refusal } from './refusal';
import { createStreams } from './streams';
import { generateToken, refreshToken } from './tokenRoutes';
import type { Tokens } from './tokens';
import { createUpgrade } from './upgrade';

export interface WebChatOptions {
  readonly gateway: ConversationGateway;
  readonly tokens: Tokens;
  /** What the bank's back ends authenticate with; several while one is being replaced, none to close that door. */
  readonly secrets?: readonly string[];
  readonly limits?: Partial<WebChatLimits>;
  /** How many processes share the limits; one, when nothing is said. */
  readonly processes?: number;
  readonly clock: () => number;
  readonly random: (bytes: number) => Buffer;
  readonly marketInfo: MarketLookup;
  readonly allowedOrigins: readonly string[];
  /** Also pages of this machine on any port: for the sandbox. */
  readonly allowLocalPages?: boolean;
  readonly uploads: 'refuse' | 'accept';
  readonly publicBaseUrl?: string;
}

export interface WebChat {
  readonly routes: readonly Route[];
  openStreams(): number;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Call it when a conversation is erased: its streams end and its address answers 404 from now on. */
  endConversation(conversationId: string): void;
  close(): Promise<void>;
}

type Handle = (request: HttpRequest) => Promise<HttpResponse | Refusal>;
interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly handle: Handle;
  /** Of the conversation in the address, when nothing is said. */
  readonly urgency?: Urgency;
  readonly maxBytes?: number;
  readonly contentTypes?: readonly string[];
}

const BASE = '/v3/directline';
const ACTIVITY_BYTES = 32 * 1024;
const UPLOAD_BYTES = { refuse: 256 * 1024, accept: 8 * 1024 * 1024 };

/**
 * Our own Direct Line 3.0 front: Microsoft's Web Chat and every client of that protocol can talk to the product
 * without a message leaving the bank's servers.
 */
export function createWebChat(options: WebChatOptions): WebChat {
  const { gateway, tokens, clock, random, marketInfo } = options;
  const limits = shareOf({ ...DEFAULT_WEB_CHAT_LIMITS, ...options.limits }, options.processes ?? 1);
  const rateLimit = createRateLimit(limits);
  const origins = createOrigins(options);
  const known = createKnownConversations(gateway, clock);
  const callers = createCallers({ tokens, gateway, rateLimit, clock, secrets: options.secrets ?? [] });
  const context: Context = {
    gateway,
    tokens,
    callers,
    known,
    rateLimit,
    marketInfo,
    clock,
    random,
    publicBaseUrl: options.publicBaseUrl,
  };
  const { keepAliveMs, streamsPerConversation: perConversation } = limits;
  const streams = createStreams({ gateway, known, clock, keepAliveMs, perConversation });

  return {
    routes: endpoints(context, options.uploads)
      .map(
        ({ method, path, handle, maxBytes = 0, contentTypes = [], urgency }): Route => ({
          method,
          path: BASE + path,
          maxBytes,
          contentTypes,
          urgency: urgency ?? (({ params }) => gateway.urgency(params.id ?? '')),
          edgeHeaders: origins.answerHeaders,
          handle: origins.guard(handle),
        }),
      )
      .concat(preflights(context, options.uploads, origins.preflight)),
    handleUpgrade: createUpgrade({ tokens, origins, rateLimit, streams, maxStreams: limits.streams, marketInfo }),
    openStreams: streams.size,
    endConversation: (conversationId) => {
      known.forget(conversationId);
      streams.endConversation(conversationId);
    },
    close: () => streams.close(),
  };
}

function endpoints(context: Context, uploads: 'refuse' | 'accept'): readonly Endpoint[] {
  const json = { maxBytes: ACTIVITY_BYTES, contentTypes: ['application/json'] };
  const files = { maxBytes: UPLOAD_BYTES[uploads], contentTypes: ['multipart/form-data'] };
  return [
    {
      method: 'POST',
      path: '/tokens/generate',
      ...json,
      urgency: 'new',
      handle: (request) => generateToken(context, request),
    },
    // Whose it is only its token tells, and that may be somebody about to confirm.
    {
      method: 'POST',
      path: '/tokens/refresh',
      ...json,
      urgency: 'first',
      handle: (request) => refreshToken(context, request),
    },
    {
      method: 'POST',
      path: '/conversations',
      ...json,
      urgency: 'first',
      handle: (request) => startConversation(context, request),
    },
    { method: 'GET', path: '/conversations/:id', handle: (request) => reconnect(context, request) },
    { method: 'GET', path: '/conversations/:id/activities', handle: (request) => readActivities(context, request) },
    {
      method: 'POST',
      path: '/conversations/:id/activities',
      ...json,
      handle: (request) => postActivity(context, request),
    },
    {
      method: 'POST',
      path: '/conversations/:id/upload',
      ...files,
      handle: (request) => postUpload(context, request, uploads),
    },
    {
      method: 'GET',
      path: '/session/getsessionid',
      urgency: 'running',
      handle: (request) => sessionId(context, request),
    },
  ];
}

function preflights(context: Context, uploads: 'refuse' | 'accept', handle: Route['handle']): readonly Route[] {
  const paths = new Set(endpoints(context, uploads).map(({ path }) => BASE + path));
  return [...paths].map((path) => ({ method: 'OPTIONS', path, maxBytes: 0, contentTypes: [], handle }));
}
