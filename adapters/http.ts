import http from 'node:http';
import https from 'node:https';
import { performance } from 'node:perf_hooks';
import { type BreakerLimits, createBreakers } from './httpBreaker';
import { exchange, type HttpOutcome } from './httpExchange';
import { createHosts, type Resolve } from './httpHosts';
import { createRetryBudgets, type RetryLimits } from './httpRetryBudget';
import type { IsHeld } from './lease';

export type { HttpOutcome } from './httpExchange';

/** What one upstream may cost us. Every number is an upper bound that holds whatever the other side does. */
export interface HttpLimits {
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly bodyTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly maxResponseBytes: number;
  /** Shorter than a server's own, so that we seldom write to a socket the server is closing. */
  readonly idleSocketMs: number;
  readonly breaker: BreakerLimits;
  readonly retries: RetryLimits;
}

export const HTTP_LIMITS: HttpLimits = {
  connectTimeoutMs: 3_000,
  headersTimeoutMs: 10_000,
  bodyTimeoutMs: 10_000,
  totalTimeoutMs: 20_000,
  maxResponseBytes: 256 * 1024,
  idleSocketMs: 4_000,
  breaker: { failureRate: 0.5, minimumCalls: 20, windowMs: 30_000, halfOpenAfterMs: 10_000 },
  retries: { share: 0.1, oneEachMs: 10_000, most: 10 },
};

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Bound on the whole call, where a caller wants less than the limit. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Of the work it is made for; without it nobody else can have taken that over. */
  readonly isHeld?: IsHeld;
  /** Who answers, where several stand behind one host: each has a circuit and a budget of its own. The host, when nothing is said. */
  readonly upstream?: string;
}

export interface HttpOptions {
  /** `host` (any port) or `host:port`. The operator's list; nothing a customer or a designer writes gets into it. */
  readonly allowedHosts: readonly string[];
  /** Names on the list that may resolve to loopback, private or link-local addresses. Literal addresses need no entry. */
  readonly privateHosts?: readonly string[];
  readonly limits?: Partial<HttpLimits>;
  /** Extra certificate authorities (PEM), for a bank behind its own. */
  readonly ca?: string | Buffer;
  /** The system's, unless a test has names of its own. */
  readonly resolve?: Resolve;
  /** Milliseconds of which only differences are used; for the breaker and the retry budget. */
  readonly clock?: () => number;
  /** Told of each answer, with the host it came from. */
  readonly onAnswer?: (host: string, headers: Readonly<Record<string, string>>) => void;
}

export interface Http {
  /** Resolves for everything the network does; rejects with `EgressFault` when the host is not on the list. */
  request(request: HttpRequest): Promise<HttpOutcome>;
  /** Whether this upstream's retry budget has one left, which is then spent. To be asked before anything is sent again. */
  mayRetry(url: string, upstream?: string): boolean;
  /** When the open circuit of this upstream lets one call through, by `clock`, and it may be past; undefined: it is closed. */
  restsUntil(url: string, upstream?: string): number | undefined;
  /** Closes idle and running sockets. */
  close(): void;
}

/**
 * The one way out of the process: list of hosts, time and size limits, no redirects, no proxies from the environment, a
 * circuit breaker and a retry budget per upstream. Its answer says truthfully whether request bytes can have reached the other side.
 */
export function createHttp(options: HttpOptions): Http {
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const clock = options.clock ?? (() => performance.now());
  const hosts = createHosts(options.allowedHosts, options.privateHosts ?? [], options.resolve);
  const breakers = createBreakers(limits.breaker, clock);
  const budgets = createRetryBudgets(limits.retries, clock);
  const agentOptions = { keepAlive: true, timeout: limits.idleSocketMs };
  const agents = {
    'http:': new http.Agent(agentOptions),
    'https:': new https.Agent({ ...agentOptions, ca: options.ca }),
  };
  return {
    async request(request) {
      const url = hosts.permit(request.url);
      const agent = url.protocol === 'https:' ? agents['https:'] : agents['http:'];
      const totalTimeoutMs = Math.min(request.timeoutMs ?? limits.totalTimeoutMs, limits.totalTimeoutMs);
      const upstream = request.upstream ?? url.host;
      const outcome = await breakers.guard(upstream, () => {
        budgets.earn(upstream);
        return exchange({ ...request, url, agent, hosts, limits: { ...limits, totalTimeoutMs } });
      });
      if (outcome.kind === 'response') options.onAnswer?.(url.host, outcome.headers);
      return outcome;
    },
    mayRetry: (url, upstream) => budgets.spend(upstream ?? hosts.permit(url).host),
    restsUntil: (url, upstream) => breakers.restsUntil(upstream ?? hosts.permit(url).host),
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}
