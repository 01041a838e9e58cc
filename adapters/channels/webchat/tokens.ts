import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { type Locale, Market } from '../../../machines/market';
import { WebChatFault } from './faults';

/** Who a token speaks for; nothing a client sends can change it. */
export interface TokenSubject {
  readonly conversationId: string;
  readonly userId: string;
  readonly market: Market;
  readonly locale?: Locale;
}

export interface TokenClaims extends TokenSubject {
  /** Epoch milliseconds of the first token of this chain of refreshes. */
  readonly chainStart: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface IssuedToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

export interface Tokens {
  /** The first token of a chain. */
  issue(subject: TokenSubject): Promise<IssuedToken>;
  /** A new token for the same subject; undefined once the chain is a day old, so that a leaked token dies. */
  refresh(claims: TokenClaims): Promise<IssuedToken | undefined>;
  verify(token: string): Promise<TokenClaims | 'expired' | 'invalid'>;
  /** Opens one conversation's stream within a minute and does nothing else: it travels in an address. */
  issueStream(claims: TokenClaims): Promise<string>;
  verifyStream(token: string): Promise<TokenClaims | 'expired' | 'invalid'>;
}

export interface TokenOptions {
  /** The first signs; all verify, so that a key can be replaced without ending conversations. At least 32 characters each. */
  readonly keys: readonly { readonly id: string; readonly secret: string }[];
  readonly issuer: string;
  readonly clock: () => number;
  readonly lifetimeMs?: number;
  readonly chainMs?: number;
}

const CONVERSATION_AUDIENCE = 'directline';
const STREAM_AUDIENCE = 'directline.stream';
const STREAM_LIFETIME_MS = 60_000;
const MAX_TOKEN_LENGTH = 2_048;
const MAX_CACHED = 10_000;

const Payload = z.object({
  conv: z.string().regex(/^[\w-]{16,64}$/),
  user: z.string().regex(/^dl_[\w-]{1,64}$/),
  market: Market,
  locale: z.string().max(35).optional(),
  cst: z.number(),
  exp: z.number(),
});

/**
 * Signed, short-lived tokens (HS256 only). Verified ones are remembered, for a token is on the path of every message;
 * so are those just issued, which need no verifying. A token of another process is verified at its first use.
 */
export function createTokens(options: TokenOptions): Tokens {
  const { clock, lifetimeMs = 30 * 60_000, chainMs = 24 * 3_600_000 } = options;
  const conversations = tokensFor(CONVERSATION_AUDIENCE, options);
  const streams = tokensFor(STREAM_AUDIENCE, options);

  const issueAt = (subject: TokenSubject, chainStart: number): IssuedToken | undefined => {
    const now = clock();
    const expiresAt = Math.min(now + lifetimeMs, chainStart + chainMs);
    const expiresIn = Math.floor((expiresAt - now) / 1000);
    if (expiresIn <= 0) return undefined;
    return { token: conversations.issue({ ...subject, chainStart }, expiresAt), expiresIn };
  };

  return {
    issue: async (subject) => issueAt(subject, clock()) ?? Promise.reject(noKey()),
    refresh: async (claims) => issueAt(subjectOf(claims), claims.chainStart),
    verify: conversations.verify,
    issueStream: async (claims) => streams.issue(claims, clock() + STREAM_LIFETIME_MS),
    verifyStream: streams.verify,
  };
}

/** Tokens of one audience: one kind is never taken for the other. */
function tokensFor(audience: string, { keys: [signer, ...older], issuer, clock }: TokenOptions) {
  if (signer === undefined) throw noKey();
  const keys = new Map([signer, ...older].map(({ id, secret }) => [id, signingKey(secret)]));
  const sign = createSigner(signer.id, keyOf(keys, signer.id));
  const keyFor: JWTVerifyGetKey = async ({ kid }) => keyOf(keys, kid ?? '');
  const known = new Map<string, TokenClaims>();

  const check = async (token: string): Promise<TokenClaims | 'expired' | 'invalid'> => {
    if (token.length > MAX_TOKEN_LENGTH) return 'invalid';
    // Loaded with the first token that is not of this process: the start does not wait for it.
    const { errors, jwtVerify } = await import('jose');
    try {
      const rules = { algorithms: ['HS256'], issuer, audience, currentDate: new Date(clock()) };
      const { payload } = await jwtVerify(token, keyFor, rules);
      const parsed = Payload.safeParse(payload);
      return parsed.success ? claimsOf(parsed.data) : 'invalid';
    } catch (cause) {
      return cause instanceof errors.JWTExpired ? 'expired' : 'invalid';
    }
  };

  return {
    issue(subject: Omit<TokenClaims, 'expiresAt'>, until: number): string {
      const exp = Math.floor(until / 1000);
      const token = sign({ ...payloadOf(subject), iss: issuer, aud: audience, iat: Math.floor(clock() / 1000), exp });
      remember(known, token, { ...subjectOf(subject), chainStart: subject.chainStart, expiresAt: exp * 1000 });
      return token;
    },
    async verify(token: string): Promise<TokenClaims | 'expired' | 'invalid'> {
      const remembered = known.get(token);
      if (remembered !== undefined) return remembered.expiresAt > clock() ? remembered : 'expired';
      const claims = await check(token);
      if (typeof claims === 'object') remember(known, token, claims);
      return claims;
    },
  };
}

/** Verifying is jose's. Signing has no input to distrust and is done here at once; jose does it on another thread. */
function createSigner(kid: string, key: KeyObject): (payload: JWTPayload) => string {
  const header = encoded({ alg: 'HS256', kid });
  return (payload) => {
    const signed = `${header}.${encoded(payload)}`;
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
  };
}

function subjectOf({ conversationId, userId, market, locale }: TokenSubject): TokenSubject {
  return { conversationId, userId, market, ...(locale === undefined ? {} : { locale }) };
}

function payloadOf(claims: Omit<TokenClaims, 'expiresAt'>): JWTPayload {
  const { conversationId, userId, market, locale, chainStart } = claims;
  return { conv: conversationId, user: userId, market, ...(locale === undefined ? {} : { locale }), cst: chainStart };
}

function claimsOf({ conv, user, market, locale, cst, exp }: z.infer<typeof Payload>): TokenClaims {
  return {
    ...subjectOf({ conversationId: conv, userId: user, market, locale }),
    chainStart: cst,
    expiresAt: exp * 1000,
  };
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function remember(verified: Map<string, TokenClaims>, token: string, claims: TokenClaims): void {
  if (verified.size >= MAX_CACHED) {
    const oldest = verified.keys().next();
    if (!oldest.done) verified.delete(oldest.value);
  }
  verified.set(token, claims);
}

function signingKey(secret: string): KeyObject {
  if (secret.length < 32) throw noKey();
  return createSecretKey(Buffer.from(secret, 'utf8'));
}

function keyOf(keys: ReadonlyMap<string, KeyObject>, id: string): KeyObject {
  const key = keys.get(id);
  if (key === undefined)
    throw new WebChatFault(
      'webchat.unknownKey',
      'A token names a key we do not have. Keep the old key while its tokens live.',
    );
  return key;
}

function noKey(): WebChatFault {
  return new WebChatFault(
    'webchat.noSigningKey',
    'Tokens need a signing key of at least 32 characters. Set DIRECT_LINE_SIGNING_KEY.',
  );
}
