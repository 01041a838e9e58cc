import type { BankProfile } from '../../machines/bank';
import type { Locale, MarketProfile } from '../../machines/market';
import type { Http, HttpOutcome } from '../http';
import type { IsHeld } from '../lease';
import { accepted, answerJson, type BankAnswer, reasonOf } from './bankResponse';
import { createBankTokens } from './bankToken';
import type { CalloutConnection, ReferenceValue } from './callout';
import { CalloutFault } from './calloutFault';
import { catalogueRow, referenceRows } from './catalogue';
import type { Inferred } from './inferred';
import { upstreamOf } from './upstream';
import { ProductCatalogueResponse } from './wireText';

export interface BankApiOptions {
  readonly http: Pick<Http, 'request' | 'mayRetry'>;
  readonly connection: (market: MarketProfile['market']) => CalloutConnection;
  /** Milliseconds; only differences are used, to renew tokens in time. */
  readonly clock: () => number;
  readonly newUuid: () => string;
  readonly inferred: Inferred;
}

/** One call to the bank, below the base URL of its market. */
interface BankCall {
  readonly market: MarketProfile;
  readonly method: 'GET' | 'POST';
  /** Segments are encoded by `pathOf`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly locale?: Locale;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly requestIds?: readonly [string, string];
  /** Not the first call about this lead. */
  readonly isRetry?: boolean;
  readonly isHeld?: IsHeld;
}

export interface BankApi {
  call(call: BankCall): Promise<BankAnswer>;
  referenceData(market: MarketProfile, path: string, locale: Locale): Promise<readonly ReferenceValue[]>;
  products(market: MarketProfile, path: string): Promise<BankProfile['products'] | undefined>;
}

const MAX_CATALOGUE_PAGES = 50;

/** What the three callouts share: the token, the headers of every request, the dropdown values and the catalogue. */
export function createBankApi(options: BankApiOptions): BankApi {
  const { inferred } = options;
  const call = createCall(options);
  return {
    call,
    async referenceData(market, path, locale) {
      const headers = emeaHeaders(market, inferred);
      const answer = await call({ market, method: 'GET', path, locale, headers });
      const rows = referenceRows(answerJson(answer), inferred);
      if (!rows) throw unanswered('reference data', answer);
      return rows;
    },
    async products(market, path) {
      const rows: BankProfile['products'] = [];
      let next: string | undefined;
      for (let page = 0; page < MAX_CATALOGUE_PAGES; page += 1) {
        const answer = await call({ market, method: 'GET', ...pageOf(path, next, inferred) });
        if (page === 0 && answer.kind === 'response' && answer.status === 404) return undefined;
        const read = accepted(answer, ProductCatalogueResponse);
        if (!read) throw unanswered('products', answer);
        rows.push(...read.products.flatMap((row) => catalogueRow(row, inferred)));
        if (read.nextStartIndex === undefined || read.nextStartIndex === next) break;
        next = read.nextStartIndex;
      }
      return rows;
    },
  };
}

/** A 401 is given before anything is processed, so one more try with a new token cannot create anything twice. */
function createCall(options: BankApiOptions): BankApi['call'] {
  const tokens = createBankTokens(options);
  return async (request) => {
    const { market } = request.market;
    if (request.isRetry && !hasRetryLeft(options, market)) return { kind: 'notSent', reason: 'retryBudget' };
    const first = await tokens.current(market);
    if (first.kind === 'refused') return first;
    const [firstId, secondId] = request.requestIds ?? [options.newUuid(), undefined];
    const answer = await attempt(options, request, first.token, firstId);
    if (answer.kind !== 'response' || answer.status !== 401) return answer;
    tokens.drop(market, first.token);
    const second = await tokens.current(market);
    if (second.kind === 'refused') return second;
    return attempt(options, request, second.token, secondId ?? options.newUuid());
  };
}

/** A market without a connection, or with one that is not allowed, is found out by the call itself. */
function hasRetryLeft({ http, connection }: BankApiOptions, market: MarketProfile['market']): boolean {
  try {
    return http.mayRetry(connection(market).baseUrl, upstreamOf(market));
  } catch {
    return true;
  }
}

function attempt(
  { http, connection }: BankApiOptions,
  call: BankCall,
  token: string,
  uuid: string,
): Promise<HttpOutcome> {
  const { baseUrl, clientId } = connection(call.market.market);
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  return http.request({
    method: call.method,
    url: `${baseUrl}${call.path}`,
    headers: {
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(call.locale === undefined ? {} : { 'Accept-Language': call.locale.toLowerCase() }),
      ...call.headers,
      Authorization: `Bearer ${token}`,
      client_id: clientId,
      uuid,
    },
    body,
    signal: call.signal,
    isHeld: call.isHeld,
    upstream: upstreamOf(call.market.market),
  });
}

/** Joins path segments with every one encoded, so that a value from outside can never change the path. */
export function pathOf(prefix: string, ...segments: readonly string[]): string {
  // A segment of dots would climb out of the path even when encoded; it names nothing at the bank.
  return [prefix, ...segments.map((segment) => encodeURIComponent(segment.replace(/^\.+$/, '_')))].join('/');
}

/** The EMEA operations take the market in headers; elsewhere the token alone decides it. */
export function emeaHeaders(market: MarketProfile, inferred: Inferred): Record<string, string> {
  if (market.callout !== 'emeaApplication') return {};
  return { countryCode: market.market, businessCode: inferred.emeaBusinessCode };
}

function pageOf(path: string, index: string | undefined, inferred: Inferred) {
  if (index === undefined) return { path };
  if (inferred.products.nextStartIndexIn === 'header') return { path, headers: { nextStartIndex: index } };
  return { path: `${path}?nextStartIndex=${encodeURIComponent(index)}` };
}

function unanswered(what: string, answer: BankAnswer): CalloutFault {
  return new CalloutFault(
    'CALLOUT_UNANSWERED',
    `The bank gave no usable ${what} (${reasonOf(answer)}). Use the last good list.`,
  );
}
