import type { BankProfile } from '../../machines/bank';
import type { Locale, MarketProfile } from '../../machines/market';
import type { Http, HttpOutcome } from '../http';
import { answerJson, type BankAnswer, reasonOf } from './bankAnswer';
import { createTokens } from './bankToken';
import type { CalloutConnection, ReferenceValue } from './callout';
import { CalloutFault } from './calloutFault';
import { catalogueRow, referenceRows } from './catalogue';
import type { Inferred } from './inferred';
import { ProductCatalogueResponse } from './wireText';

export interface BankApiOptions {
  readonly http: Http;
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
}

export interface BankApi {
  call(call: BankCall): Promise<BankAnswer>;
  referenceData(market: MarketProfile, path: string, locale: Locale): Promise<readonly ReferenceValue[]>;
  products(market: MarketProfile, path: string): Promise<BankProfile['products'] | undefined>;
}

const MAX_CATALOGUE_PAGES = 50;

/** What the three callouts share: the token, the headers of every request, the dropdown values and the catalogue. */
export function createBankApi(options: BankApiOptions): BankApi {
  const { http, newUuid, inferred } = options;
  const tokens = createTokens(options);

  async function attempt(call: BankCall, token: string): Promise<HttpOutcome> {
    const { baseUrl, clientId } = options.connection(call.market.market);
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
        uuid: newUuid(),
      },
      body,
      signal: call.signal,
    });
  }

  /** A 401 is given before anything is processed, so one more try with a new token cannot create anything twice. */
  async function call(request: BankCall): Promise<BankAnswer> {
    const first = await tokens.current(request.market.market);
    if (first.kind === 'refused') return first;
    const answer = await attempt(request, first.token);
    if (answer.kind !== 'response' || answer.status !== 401) return answer;
    tokens.drop(request.market.market, first.token);
    const second = await tokens.current(request.market.market);
    return second.kind === 'refused' ? second : attempt(request, second.token);
  }

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
      let index: string | undefined;
      for (let page = 0; page < MAX_CATALOGUE_PAGES; page += 1) {
        const answer = await call({ market, method: 'GET', ...pageOf(path, index, inferred) });
        if (page === 0 && answer.kind === 'response' && answer.status === 404) return undefined;
        const parsed = ProductCatalogueResponse.safeParse(answerJson(answer));
        if (!parsed.success) throw unanswered('products', answer);
        rows.push(...parsed.data.products.flatMap((row) => catalogueRow(row, inferred)));
        const next = parsed.data.nextStartIndex;
        if (next === undefined || next === index || parsed.data.products.length === 0) break;
        index = next;
      }
      return rows;
    },
  };
}

/** Joins path segments with every one encoded, so that a value from outside can never change the path. */
export function pathOf(prefix: string, ...segments: readonly string[]): string {
  return [prefix, ...segments.map(encodeURIComponent)].join('/');
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
