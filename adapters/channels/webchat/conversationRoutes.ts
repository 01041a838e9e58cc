import { createHash } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '../../route';
import { type Context, newId, streamUrl } from './context';
import { isJsonObject, type JsonObject, parseJsonObject } from './json';
import { startedMessage } from './parse';
import { EXPIRED, MARKET_DISABLED, OTHER_USER, Refusal, UNKNOWN_CONVERSATION } from './refusal';
import { renderEntries } from './render';
import { newSubject } from './tokenRoutes';
import type { TokenClaims } from './tokens';
import { parseWatermark } from './watermark';

type Outcome = Promise<HttpResponse | Refusal>;

const PAGE = 100;

/** Starts the token's conversation, or finds it started; a back end may start one with the secret and a market. */
export async function startConversation(context: Context, request: HttpRequest): Outcome {
  const body = parseJsonObject(request.body);
  if (body instanceof Refusal) return body;
  const claims = await starter(context, request, body);
  if (claims instanceof Refusal) return claims;
  if (isForeignUser(body, claims)) return OTHER_USER;
  const existing = await context.known.find(claims.conversationId);
  if (existing === undefined) {
    const refused = await begin(context, claims);
    if (refused !== undefined) return refused;
  }
  return opened(context, request, claims, { status: existing === undefined ? 201 : 200, afterSeq: 0 });
}

/** Gives a returning client a fresh token and stream; without a watermark it wants only what is new. */
export async function reconnect(context: Context, request: HttpRequest): Outcome {
  const claims = await context.callers.participant(request);
  if (claims instanceof Refusal) return claims;
  if ((await context.known.findNow(claims.conversationId)) === undefined) return UNKNOWN_CONVERSATION;
  const watermark = request.query.get('watermark');
  const afterSeq = watermark === null ? await lastSeq(context, claims.conversationId) : parseWatermark(watermark);
  if (afterSeq instanceof Refusal) return afterSeq;
  return opened(context, request, claims, { status: 200, afterSeq });
}

/** One page of what was said after the watermark, the customer's own messages included. */
export async function readActivities(context: Context, request: HttpRequest): Outcome {
  const claims = await context.callers.participant(request);
  if (claims instanceof Refusal) return claims;
  const limited = await context.rateLimit('read', claims.conversationId);
  if (limited !== undefined) return limited;
  if ((await context.known.find(claims.conversationId)) === undefined) return UNKNOWN_CONVERSATION;
  const afterSeq = parseWatermark(request.query.get('watermark'));
  if (afterSeq instanceof Refusal) return afterSeq;
  const entries = await context.gateway.transcript(claims.conversationId, afterSeq, PAGE);
  const { conversationId, userId, market } = claims;
  const bankName = context.marketInfo(market)?.bankName ?? '';
  return { status: 200, body: renderEntries(entries, afterSeq, { conversationId, userId, bankName }) };
}

/** Some pages ask for it; it identifies nothing outside this conversation. */
export async function sessionId(context: Context, request: HttpRequest): Outcome {
  const claims = await context.callers.customer(request);
  if (claims instanceof Refusal) return claims;
  return {
    status: 200,
    body: { sessionId: createHash('sha256').update(`session:${claims.conversationId}`).digest('base64url') },
  };
}

async function starter(context: Context, request: HttpRequest, body: JsonObject): Promise<TokenClaims | Refusal> {
  if (!context.callers.holdsSecret(request)) return context.callers.customer(request);
  const caller = await context.callers.backEnd(request);
  if (caller instanceof Refusal) return caller;
  const subject = newSubject(context, body);
  return subject instanceof Refusal ? subject : { ...subject, chainStart: context.clock(), expiresAt: 0 };
}

function isForeignUser(body: JsonObject, claims: TokenClaims): boolean {
  const id = isJsonObject(body.user) ? body.user.id : undefined;
  return id !== undefined && id !== null && id !== claims.userId;
}

async function begin(context: Context, claims: TokenClaims): Promise<Refusal | undefined> {
  if (context.marketInfo(claims.market)?.enabled !== true) return MARKET_DISABLED;
  const arrival = { sender: claims, receivedAt: context.clock(), newId: () => newId(context.random) };
  const receipt = await context.gateway.receive(startedMessage(arrival));
  return receipt.status === 'unavailable' ? unavailable(receipt.retryAfterMs) : undefined;
}

/** The store cannot take it now; clients try again by themselves. */
export function unavailable(retryAfterMs: number): Refusal {
  const headers = { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
  return new Refusal(503, 'ServiceUnavailable', 'The message could not be kept. Send it again in a moment.', {
    headers,
  });
}

async function lastSeq(context: Context, conversationId: string): Promise<number> {
  let seq = 0;
  for (;;) {
    const page = await context.gateway.transcript(conversationId, seq, 1_000);
    const last = page.at(-1);
    if (last === undefined) return seq;
    seq = last.seq;
  }
}

async function opened(
  context: Context,
  request: HttpRequest,
  claims: TokenClaims,
  { status, afterSeq }: { readonly status: number; readonly afterSeq: number },
): Outcome {
  const issued = await context.tokens.refresh(claims);
  if (issued === undefined) return EXPIRED;
  const { conversationId } = claims;
  const url = await streamUrl(context, request, claims, afterSeq);
  return {
    status,
    body: {
      conversationId,
      token: issued.token,
      expires_in: issued.expiresIn,
      streamUrl: url,
      referenceGrammarId: conversationId,
    },
  };
}
