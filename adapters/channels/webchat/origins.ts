import type { HttpRequest, HttpResponse, RequestHead } from '../../route';
import { ORIGIN_REFUSED, Refusal } from './refusal';

export interface OriginPolicy {
  /** Sites whose pages may talk to us, besides our own: `https://www.bank.example`. */
  readonly allowedOrigins: readonly string[];
  readonly publicBaseUrl?: string;
  /** Also pages of this machine on any port, for trying an embedding site against the sandbox. Never in production. */
  readonly allowLocalPages?: boolean;
}

type Headers = HttpRequest['headers'];

const PREFLIGHT: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers': 'authorization, content-type, x-ms-bot-agent, x-requested-with',
  'Access-Control-Max-Age': '7200',
};

const LOCAL_PAGE = /^http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?$/;

/**
 * Which pages may use the front. A request without Origin comes from a back end or the same page and needs a token as
 * any other; an unknown site is refused whatever it holds.
 */
export function createOrigins(policy: OriginPolicy) {
  const allowed = new Set(policy.allowedOrigins.map((origin) => origin.toLowerCase()));
  if (policy.publicBaseUrl !== undefined) allowed.add(new URL(policy.publicBaseUrl).origin);

  const permits = (headers: Headers): boolean => {
    const origin = single(headers.origin)?.toLowerCase();
    if (origin === undefined || allowed.has(origin) || isSameHost(origin, single(headers.host))) return true;
    return policy.allowLocalPages === true && LOCAL_PAGE.test(origin);
  };

  const answerHeaders = ({ headers }: RequestHead): Readonly<Record<string, string>> => {
    const origin = single(headers.origin);
    return origin !== undefined && permits(headers) ? crossSite(origin) : {};
  };

  return {
    permits,
    /** The browser's cross-site headers for a site that may read the answer, whoever gives it. */
    answerHeaders,
    /** Answers with the browser's cross-site headers, or the refusal. */
    guard:
      (handle: (request: HttpRequest) => HttpResponse | Refusal | Promise<HttpResponse | Refusal>) =>
      async (request: HttpRequest): Promise<HttpResponse> => {
        if (!permits(request.headers)) return ORIGIN_REFUSED.toResponse();
        const outcome = await handle(request);
        const response = outcome instanceof Refusal ? outcome.toResponse() : outcome;
        return { ...response, headers: { ...response.headers, ...answerHeaders(request) } };
      },
    preflight: (request: HttpRequest): HttpResponse => {
      const origin = single(request.headers.origin);
      if (origin === undefined || !permits(request.headers)) return ORIGIN_REFUSED.toResponse();
      return { status: 204, headers: { ...crossSite(origin), ...PREFLIGHT } };
    },
  };
}

export type Origins = ReturnType<typeof createOrigins>;

function crossSite(origin: string): Record<string, string> {
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Expose-Headers': 'Retry-After, X-Request-Id',
    Vary: 'Origin',
  };
}

function isSameHost(origin: string, host: string | undefined): boolean {
  return (
    host !== undefined && (origin === `http://${host.toLowerCase()}` || origin === `https://${host.toLowerCase()}`)
  );
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
