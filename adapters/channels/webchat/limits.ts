import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from './refusal';

export interface WebChatLimits {
  /** Messages of one conversation. */
  readonly messagesPerMinute: number;
  /** Extra messages a fast typist may send within five minutes before being slowed down. */
  readonly messageBurst: number;
  /** Tokens asked for from one address, and wrong secrets tried. */
  readonly tokensPerMinutePerAddress: number;
  /** Reads of one conversation: a polling client makes one to five a second. */
  readonly readsPerMinute: number;
  readonly streamOpensPerMinute: number;
  readonly streams: number;
  readonly streamsPerConversation: number;
  readonly keepAliveMs: number;
}

export const DEFAULT_WEB_CHAT_LIMITS: WebChatLimits = {
  messagesPerMinute: 20,
  messageBurst: 20,
  tokensPerMinutePerAddress: 30,
  readsPerMinute: 600,
  streamOpensPerMinute: 30,
  streams: 2_000,
  streamsPerConversation: 5,
  keepAliveMs: 20_000,
};

/** The part of one of several processes, so that together they allow no more than one alone. */
export function shareOf(limits: WebChatLimits, processes: number): WebChatLimits {
  const share = (allowance: number) => Math.ceil(allowance / processes);
  return {
    messagesPerMinute: share(limits.messagesPerMinute),
    messageBurst: share(limits.messageBurst),
    tokensPerMinutePerAddress: share(limits.tokensPerMinutePerAddress),
    readsPerMinute: share(limits.readsPerMinute),
    streamOpensPerMinute: share(limits.streamOpensPerMinute),
    streams: share(limits.streams),
    streamsPerConversation: limits.streamsPerConversation,
    keepAliveMs: limits.keepAliveMs,
  };
}

export type RateKind = 'message' | 'token' | 'read' | 'stream';

/** Takes one from a key's allowance, or says when to try again. */
export type RateLimit = (kind: RateKind, key: string) => Promise<Refusal | undefined>;

/** Allowances per conversation and per address, in this process's memory. */
export function createRateLimit(limits: WebChatLimits): RateLimit {
  const perMinute = (points: number) => new RateLimiterMemory({ points, duration: 60 });
  const burst = new RateLimiterMemory({ points: limits.messageBurst, duration: 300, keyPrefix: 'burst' });
  const limiters = {
    message:
      limits.messageBurst > 0
        ? new BurstyRateLimiter(perMinute(limits.messagesPerMinute), burst)
        : perMinute(limits.messagesPerMinute),
    token: perMinute(limits.tokensPerMinutePerAddress),
    read: perMinute(limits.readsPerMinute),
    stream: perMinute(limits.streamOpensPerMinute),
  } satisfies Record<RateKind, unknown>;

  return async (kind, key) => {
    try {
      await limiters[kind].consume(key);
      return undefined;
    } catch (outcome) {
      if (!(outcome instanceof RateLimiterRes)) throw outcome;
      return tooMany(outcome.msBeforeNext);
    }
  };
}

/** Direct Line's client reads Retry-After as milliseconds. */
function tooMany(retryAfterMs: number): Refusal {
  const headers = { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterMs))) };
  return new Refusal(429, 'TooManyRequests', 'Too many requests. Wait a moment before the next one.', { headers });
}
