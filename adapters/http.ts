import http from 'node:http';
import https from 'node:https';
import { createBreakers } from './httpBreaker';
import { exchange, type HttpOutcome } from './httpExchange';
import { createHosts } from './httpHosts';

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
  readonly breaker: {
    readonly failureRate: number;
    readonly minimumCalls: number;
    readonly windowMs: number;
    readonly halfOpenAfterMs: number;
  };
}

export const HTTP_LIMITS: HttpLimits = {
  connectTimeoutMs: 3_000,
  headersTimeoutMs: 10_000,
  bodyTimeoutMs: 10_000,
  totalTimeoutMs: 20_000,
  maxResponseBytes: 256 * 1024,
  idleSocketMs: 4_000,
  breaker: { failureRate: 0.5, minimumCalls: 20, windowMs: 30_000, halfOpenAfterMs: 10_000 },
};

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Bound on the whole call, where a caller wants less than the limit. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface HttpOptions {
  /** `host` (any port) or `host:port`. The operator's list; nothing a customer or a designer writes gets into it. */
  readonly allowedHosts: readonly string[];
  /** Names on the list that may resolve to loopback, private or link-local addresses. Literal addresses need no entry. */
  readonly privateHosts?: readonly string[];
  readonly limits?: Partial<HttpLimits>;
  /** Extra certificate authorities (PEM), for a bank behind its own. */
  readonly ca?: string | Buffer;
}

export interface Http {
  /** Resolves for everything the network does; rejects with `EgressFault` when the host is not on the list. */
  request(request: HttpRequest): Promise<HttpOutcome>;
  /** Closes idle and running sockets. */
  close(): void;
}

/**
 * The one way out of the process: list of hosts, time and size limits, no redirects, no proxies from the environment, a
 * circuit breaker per host. Its answer says truthfully whether request bytes can have reached the other side.
 */
export function createHttp(options: HttpOptions): Http {
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const hosts = createHosts(options.allowedHosts, options.privateHosts ?? []);
  const breakers = createBreakers(limits.breaker);
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
      return breakers.guard(url.host, () =>
        exchange({ ...request, url, agent, lookup: hosts.lookup, limits: { ...limits, totalTimeoutMs } }),
      );
    },
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}
