import type { HttpRequest } from '../../route';
import type { ConversationGateway } from '../channel';
import type { Callers } from './callers';
import type { KnownConversations } from './known';
import type { RateLimit } from './limits';
import type { MarketLookup } from './market';
import type { TokenClaims, Tokens } from './tokens';

/** What the route handlers of this channel share. */
export interface Context {
  readonly gateway: ConversationGateway;
  readonly tokens: Tokens;
  readonly callers: Callers;
  readonly known: KnownConversations;
  readonly rateLimit: RateLimit;
  readonly marketInfo: MarketLookup;
  readonly clock: () => number;
  readonly random: (bytes: number) => Buffer;
  readonly publicBaseUrl?: string;
}

/** 128 random bits, safe in an address and in a cookie. */
export function newId(random: Context['random']): string {
  return random(16).toString('base64url');
}

/** Direct Line reserves the prefix for users that a token names. */
export function newUserId(random: Context['random']): string {
  return `dl_${newId(random)}`;
}

/** Where the stream opens, with a ticket that is good for a minute. */
export async function streamUrl(
  context: Context,
  request: HttpRequest,
  claims: TokenClaims,
  afterSeq: number,
): Promise<string> {
  const ticket = await context.tokens.issueStream(claims);
  const path = `/v3/directline/conversations/${claims.conversationId}/stream`;
  return `${socketOrigin(context.publicBaseUrl, request)}${path}?watermark=${afterSeq}&t=${ticket}`;
}

/** The configured address when it is the public one; on a developer's machine, the one that was called. */
function socketOrigin(publicBaseUrl: string | undefined, request: HttpRequest): string {
  if (publicBaseUrl?.startsWith('https:')) return publicBaseUrl.replace(/^http/, 'ws').replace(/\/+$/, '');
  const { host } = request.headers;
  if (typeof host === 'string') return `ws://${host}`;
  return (publicBaseUrl ?? '').replace(/^http/, 'ws').replace(/\/+$/, '');
}
