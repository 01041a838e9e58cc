import type { HttpRequest, HttpResponse, RequestHead, Route } from '../../route';
import type { ConversationGateway } from '../channel';
import { bearerOf } from './callers';
import { newId, newUserId } from './context';
import { createVisitCookies, hasVisitCookie, type Visit, type VisitCookies } from './cookies';
import { type JsonObject, parseJsonObject } from './json';
import { createRateLimit, DEFAULT_WEB_CHAT_LIMITS, type RateLimit, shareOf, type WebChatLimits } from './limits';
import { type ChosenMarket, chooseMarket, type MarketLookup } from './market';
import { createOrigins } from './origins';
import { EXPIRED, Refusal, UNAUTHORIZED } from './refusal';
import type { Tokens } from './tokens';

export interface ChatTokenOptions {
  readonly gateway: ConversationGateway;
  readonly tokens: Tokens;
  /** Sign the cookie that brings a browser back; the first signs, all verify. */
  readonly cookieKeys: readonly string[];
  readonly marketInfo: MarketLookup;
  readonly limits?: Partial<WebChatLimits>;
  /** How many processes share the limits; one, when nothing is said. */
  readonly processes?: number;
  readonly clock: () => number;
  readonly random: (bytes: number) => Buffer;
  readonly allowedOrigins: readonly string[];
  readonly allowLocalPages?: boolean;
  readonly publicBaseUrl?: string;
}

interface Desk extends ChatTokenOptions {
  readonly cookies: VisitCookies;
  readonly rateLimit: RateLimit;
}

/** What our own chat page needs besides Direct Line: its token, and the whole list behind a long question. */
export function createChatTokenRoutes(options: ChatTokenOptions): readonly Route[] {
  const secure = options.publicBaseUrl?.startsWith('https:') ?? false;
  const cookies = createVisitCookies({ keys: options.cookieKeys, clock: options.clock, secure });
  const desk: Desk = {
    ...options,
    cookies,
    rateLimit: createRateLimit(shareOf({ ...DEFAULT_WEB_CHAT_LIMITS, ...options.limits }, options.processes ?? 1)),
  };
  const origins = createOrigins(options);
  const [none, json] = [
    { maxBytes: 0, contentTypes: [] },
    { maxBytes: 4_096, contentTypes: ['application/json'] },
  ];
  return [
    {
      method: 'POST',
      path: '/api/chat/token',
      ...json,
      urgency: urgencyOfVisit,
      edgeHeaders: origins.answerHeaders,
      handle: origins.guard((request) => openChat(desk, request)),
    },
    {
      method: 'GET',
      path: '/api/chat/choices',
      ...none,
      urgency: 'running',
      edgeHeaders: origins.answerHeaders,
      handle: origins.guard((request) => listChoices(desk, request)),
    },
    { method: 'OPTIONS', path: '/api/chat/token', ...none, handle: origins.preflight },
    { method: 'OPTIONS', path: '/api/chat/choices', ...none, handle: origins.preflight },
  ];
}

/** A browser that was here before may come back to a summary that waits for its word. */
function urgencyOfVisit({ headers }: RequestHead) {
  return hasVisitCookie(headers.cookie?.toString()) ? 'first' : 'new';
}

async function openChat(desk: Desk, request: HttpRequest): Promise<HttpResponse | Refusal> {
  const limited = await desk.rateLimit('token', request.ip);
  if (limited !== undefined) return limited;
  const body = parseJsonObject(request.body);
  if (body instanceof Refusal) return body;
  const chosen = chooseMarket(body, desk.marketInfo);
  if (chosen instanceof Refusal) return chosen;
  const returning = await returningVisit(desk, request, body, chosen);
  const visit = returning ?? { conversationId: newId(desk.random), userId: newUserId(desk.random) };
  const { market, locale } = chosen;
  const { conversationId, userId } = visit;
  const { token, expiresIn } = await desk.tokens.issue({
    conversationId,
    userId,
    market,
    ...(locale === undefined ? {} : { locale }),
  });
  return {
    status: 200,
    headers: { 'Set-Cookie': desk.cookies.write(visit, market) },
    body: { conversationId, token, expires_in: expiresIn, ...languageOf(chosen, returning?.locale), userId },
  };
}

/** The browser's earlier conversation, if it is still there and nobody asked for a new one. */
async function returningVisit(
  desk: Desk,
  request: HttpRequest,
  body: JsonObject,
  { market }: ChosenMarket,
): Promise<(Visit & { readonly locale: string }) | undefined> {
  if (body.fresh === true) return undefined;
  const visit = desk.cookies.read(request.headers.cookie?.toString(), market);
  if (visit === undefined) return undefined;
  const found = await desk.gateway.find(visit.conversationId);
  if (found === undefined || found.userId !== visit.userId || found.market !== market) return undefined;
  return { ...visit, locale: found.locale };
}

/** A conversation keeps its own language when a customer comes back. */
function languageOf(
  { info, locale }: ChosenMarket,
  conversationLocale: string | undefined,
): { locale: string; dir: 'ltr' | 'rtl' } {
  const tag = conversationLocale ?? locale ?? info.defaultLocale;
  return { locale: tag, dir: info.locales.find((offered) => offered.tag === tag)?.dir ?? 'ltr' };
}

async function listChoices(desk: Desk, request: HttpRequest): Promise<HttpResponse | Refusal> {
  const claims = await desk.tokens.verify(bearerOf(request) ?? '');
  if (claims === 'expired') return EXPIRED;
  if (claims === 'invalid') return UNAUTHORIZED;
  const limited = await desk.rateLimit('read', claims.conversationId);
  if (limited !== undefined) return limited;
  const promptId = request.query.get('promptId') ?? '';
  if (!/^r\d{1,9}q\d{1,9}$/.test(promptId))
    return new Refusal(400, 'BadArgument', 'Name the question with "promptId".');
  const choices = await desk.gateway.choices(claims.conversationId, promptId);
  if (choices === undefined)
    return new Refusal(404, 'ChoicesNotFound', 'That question is not the current one or has no list.');
  return { status: 200, body: { choices } };
}
