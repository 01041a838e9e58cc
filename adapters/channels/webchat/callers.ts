import { createHash, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '../../route';
import type { ConversationGateway } from '../channel';
import type { RateLimit } from './limits';
import { EXPIRED, Refusal, UNAUTHORIZED, UNKNOWN_CONVERSATION } from './refusal';
import type { TokenClaims, Tokens } from './tokens';

export interface CallerRules {
  readonly tokens: Tokens;
  readonly gateway: ConversationGateway;
  readonly rateLimit: RateLimit;
  readonly clock: () => number;
  /** For back ends of the bank; with none, only tokens open the door. */
  readonly secrets: readonly string[];
}

const SECRET_IN_BROWSER = new Refusal(
  403,
  'SecretNotAllowed',
  'The secret must never reach a browser. Give the page a token instead.',
);

/** Who is calling: a token's customer, or a back end that holds the secret. */
export function createCallers({ tokens, gateway, rateLimit, clock, secrets }: CallerRules) {
  const hashes = secrets.map(sha256);
  const isSecret = (value: string): boolean => {
    const hash = sha256(value);
    // Every secret is compared, so that the time taken tells nothing.
    return hashes.map((known) => timingSafeEqual(known, hash)).includes(true);
  };

  const withToken = async (token: string): Promise<TokenClaims | Refusal> => {
    const claims = await tokens.verify(token);
    if (claims === 'expired') return EXPIRED;
    return claims === 'invalid' ? UNAUTHORIZED : claims;
  };

  /** Undefined when what was sent is no secret; a refusal when it is one and comes from a page. */
  const secretBearer = (request: HttpRequest): 'secret' | Refusal | undefined => {
    const bearer = bearerOf(request);
    // A token always has two dots; a secret that has them too is still compared.
    if (bearer === undefined || hashes.length === 0 || !isSecret(bearer)) return undefined;
    return request.headers.origin === undefined ? 'secret' : SECRET_IN_BROWSER;
  };

  return {
    /** The token's customer, whatever the address asks for. */
    async customer(request: HttpRequest): Promise<TokenClaims | Refusal> {
      const bearer = bearerOf(request);
      return bearer === undefined ? UNAUTHORIZED : withToken(bearer);
    },
    /** The customer of the conversation in the address; a token for another one learns nothing, not even that it exists. */
    async participant(request: HttpRequest): Promise<TokenClaims | Refusal> {
      const conversationId = request.params.id ?? '';
      const bearer = bearerOf(request);
      if (bearer === undefined) return UNAUTHORIZED;
      const claims = await withToken(bearer);
      if (!(claims instanceof Refusal)) return claims.conversationId === conversationId ? claims : UNKNOWN_CONVERSATION;
      const secret = secretBearer(request);
      if (secret === undefined || secret instanceof Refusal) return secret ?? claims;
      return onBehalfOf(conversationId);
    },
    /** A back end with the secret; wrong ones count against their address. */
    async backEnd(request: HttpRequest): Promise<'secret' | Refusal> {
      const secret = secretBearer(request);
      return secret ?? (await rateLimit('token', request.ip)) ?? UNAUTHORIZED;
    },
    holdsSecret: (request: HttpRequest): boolean => secretBearer(request) !== undefined,
  };

  async function onBehalfOf(conversationId: string): Promise<TokenClaims | Refusal> {
    const found = await gateway.find(conversationId);
    if (found === undefined) return UNKNOWN_CONVERSATION;
    const { userId, market } = found;
    return { conversationId, userId, market, chainStart: clock(), expiresAt: clock() + 60_000 };
  }
}

export type Callers = ReturnType<typeof createCallers>;

/** What the caller shows to be let in, if it is anything a token or secret could be. */
export function bearerOf(request: HttpRequest): string | undefined {
  const header = request.headers.authorization;
  return typeof header === 'string' && header.length <= 4_096 ? /^Bearer ([^\s]+)$/i.exec(header)?.[1] : undefined;
}

function sha256(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
