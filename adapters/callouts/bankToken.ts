import type { Market } from '../../machines/market';
import type { Http, HttpOutcome } from '../http';
import { parseJson, type Refusal, retryAfterMs } from './bankResponse';
import type { CalloutConnection } from './callout';
import { upstreamOf } from './upstream';
import { TokenResponse } from './wireText';

type TokenAnswer =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

interface Held {
  readonly token: string;
  readonly renewAt: number;
}

/** Tokens live thirty minutes; the last five are never used, so none ends under a running call. */
const USABLE_SHARE = 25 / 30;

interface TokenOptions {
  readonly http: Pick<Http, 'request'>;
  readonly connection: (market: Market) => CalloutConnection;
  readonly clock: () => number;
}

/** One token per market, fetched once however many calls want it at the same moment. */
export function createBankTokens({ http, connection, clock }: TokenOptions) {
  const held = new Map<Market, Held>();
  const underWay = new Map<Market, Promise<TokenAnswer>>();

  async function fetchToken(market: Market): Promise<TokenAnswer> {
    const askedAt = clock();
    const outcome = await requestToken(http, market, connection(market));
    const parsed =
      outcome.kind === 'response' && outcome.status === 200
        ? TokenResponse.safeParse(parseJson(outcome.body))
        : undefined;
    if (!parsed?.success) return { kind: 'refused', refusal: refusalOf(outcome) };
    const { access_token: token, expires_in: lifetimeS } = parsed.data;
    held.set(market, { token, renewAt: askedAt + lifetimeS * 1000 * USABLE_SHARE });
    return { kind: 'token', token };
  }

  return {
    async current(market: Market): Promise<TokenAnswer> {
      const known = held.get(market);
      if (known && clock() < known.renewAt) return { kind: 'token', token: known.token };
      const running = underWay.get(market) ?? fetchToken(market).finally(() => underWay.delete(market));
      underWay.set(market, running);
      return running.catch(notConfigured);
    },
    /** Forgets a token the bank refused, unless another call has renewed it meanwhile. */
    drop(market: Market, token: string): void {
      if (held.get(market)?.token === token) held.delete(market);
    },
  };
}

function requestToken(
  http: Pick<Http, 'request'>,
  market: Market,
  { baseUrl, clientId, clientSecret }: CalloutConnection,
) {
  return http.request({
    method: 'POST',
    url: `${baseUrl}/clientCredentials/oauth2/token/${market.toLowerCase()}/gcb`,
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/x-www-form-urlencoded',
      Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: '/api' }).toString(),
    upstream: upstreamOf(market),
  });
}

function refusalOf(outcome: HttpOutcome): Refusal {
  if (outcome.kind !== 'response') return { class: 'notSent', reason: `token: ${outcome.reason}` };
  const reason = `token: http${outcome.status}`;
  if (outcome.status === 400 || outcome.status === 401 || outcome.status === 403) return { class: 'config', reason };
  if (outcome.status === 429 || outcome.status === 503) {
    return { class: 'notDone', reason, retryAfterMs: retryAfterMs(outcome.headers) };
  }
  return { class: 'notSent', reason };
}

/** Raised before anything is sent: a market without a connection, or a base URL whose host is not allowed. */
function notConfigured(fault: unknown): TokenAnswer {
  return {
    kind: 'refused',
    refusal: { class: 'config', reason: fault instanceof Error ? fault.name : 'unknownFault' },
  };
}
