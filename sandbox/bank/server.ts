import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Market } from '../../machines/market';
import { jsonOf, readBody } from '../requestBody';
import { type Answer, bankError, oauthError } from './answer';
import { controlDesk } from './controlDesk';
import type { Fault, Faults } from './faults';
import { apiOf, marketNamed } from './markets';
import { type Bank, issueToken } from './operations';
import { answerWith, type Performance, perform } from './perform';
import { type Route, routesOf } from './routes';

const MAX_BODY_BYTES = 64 * 1024;
const TOKEN_PATH = /^\/gcb\/api\/clientCredentials\/oauth2\/token\/([^/]+)\/gcb$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

interface Call {
  readonly request: Pick<IncomingMessage, 'method' | 'headers'>;
  readonly url: URL;
  readonly text: string;
}

/** The bank as a plain HTTP server: the contract under `/gcb/api`, the fault switches under `/__sandbox/bank`. */
export function createBankServer(bank: Bank, faults: Faults): http.Server {
  return http.createServer((request, response) => {
    serve(bank, faults, request, response).catch(() => response.destroy());
  });
}

async function serve(bank: Bank, faults: Faults, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://bank.invalid');
  const text = await readBody(request, MAX_BODY_BYTES);
  response.setHeader('X-Global-Transaction-ID', randomUUID());
  if (text === undefined) {
    answerWith(response, bankError(400, { details: 'Body too large' }));
  } else if (url.pathname.startsWith('/__sandbox/')) {
    const wantsHtml = request.headers.accept?.includes('text/html') ?? false;
    answerWith(response, controlDesk(bank, faults, { method: request.method, path: url.pathname, text, wantsHtml }));
  } else {
    const { fault, ...performance } = operationFor(bank, faults, { request, url, text });
    await perform(fault, response, performance);
  }
}

/** What the bank would do for a call, and what goes wrong with it. */
export function operationFor(
  bank: Bank,
  faults: Pick<Faults, 'take'>,
  call: Call,
): { fault: Fault | undefined } & Performance {
  const { request, url } = call;
  const tokenMarket = TOKEN_PATH.exec(url.pathname)?.[1];
  if (tokenMarket !== undefined) {
    const market = marketNamed(tokenMarket);
    return { fault: faults.take('token', market), run: () => tokenAnswer(bank, market, call) };
  }
  const route = routesOf(bank).find(({ method, path }) => method === request.method && path.test(url.pathname));
  if (!route) return { fault: undefined, run: () => bankError(404) };
  const market = bank.tokens.marketOf(request.headers);
  const earlier = () => earlierAnswer(bank, market);
  return { fault: faults.take(route.operation, market), run: () => routeAnswer(bank, route, market, call), earlier };
}

function tokenAnswer(bank: Bank, market: Market | undefined, { request, text }: Call): Answer {
  if (request.method !== 'POST' || !market) return oauthError(400, 'invalid_request', 'Unknown token path');
  return issueToken(bank, market, request.headers, text);
}

function earlierAnswer({ ledger }: Bank, market: Market | undefined): unknown {
  const reference = ledger.all().find((entry) => entry.market === market)?.reference;
  return reference && { applicationId: reference, prospectId: reference };
}

/** In the order a gateway checks: who, which API, which headers, and only then the body. */
function routeAnswer(bank: Bank, route: Route, market: Market | undefined, { request, url, text }: Call): Answer {
  const { headers } = request;
  if (!market) return bankError(401);
  if (!route.apis.includes(apiOf(market))) return bankError(403);
  const missing = missingHeader(headers, route.method);
  if (missing) return bankError(400, { location: missing });
  const body = route.method === 'POST' ? jsonOf(text) : undefined;
  if (route.method === 'POST' && body === undefined) return bankError(400, { details: 'Body is not JSON' });
  const segments = (route.path.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent);
  return route.handle(bank, { market, headers, query: url.searchParams, segments, body });
}

function missingHeader(headers: IncomingMessage['headers'], method: Route['method']): string | undefined {
  if (!UUID.test(String(headers.uuid))) return 'uuid';
  if (!headers.accept?.includes('application/json')) return 'Accept';
  if (method === 'POST' && !headers['content-type']?.startsWith('application/json')) return 'Content-Type';
  return undefined;
}
