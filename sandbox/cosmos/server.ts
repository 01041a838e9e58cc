import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { readBody } from '../requestBody';
import { respond } from '../respond';
import { type Account, containerOf } from './account';
import { type Answer, refuse } from './answer';
import { isAuthentic } from './auth';
import { controlDesk } from './controlDesk';
import type { Fault, Place } from './faults';
import { serveItems, sessionToken, type Twist } from './items';
import { type Call, serveResource } from './resources';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** The wire protocol of Cosmos DB as far as the store speaks it, and the switches under `/__sandbox/cosmos`. */
export function createCosmosServer(account: Account): http.Server {
  return http.createServer((request, response) => {
    serve(account, request, response).catch(() => response.destroy());
  });
}

async function serve(account: Account, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await readBody(request, MAX_BODY_BYTES);
  const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/');
  const segments = path.split('/').filter((segment) => segment !== '');
  const call: Call = { method: request.method ?? 'GET', segments, text: text ?? '', header: headerOf(request) };
  if (segments[0] === '__sandbox') {
    send(response, controlDesk(account, call));
  } else if (text === undefined) {
    send(response, refuse(413, 'Request size is too large'));
  } else if (!isAuthentic({ method: call.method, path, headers: request.headers }, account.key)) {
    send(
      response,
      refuse(401, 'The MAC signature found in the HTTP request is not the same as the computed signature'),
    );
  } else {
    await perform(account, call, response);
  }
}

async function perform(account: Account, call: Call, response: ServerResponse): Promise<void> {
  const place = placeOf(call);
  const fault = place && account.faults.take(place);
  const refusal = fault && !fault.after ? refusalOf(fault, call) : undefined;
  if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  if (fault?.kind === 'reset' && !fault.after) return void response.destroy();
  const answer = refusal ?? answerOf(account, call, twistOf(fault));
  account.meter.requests += 1;
  account.meter.units += Number(answer.headers?.['x-ms-request-charge'] ?? 0);
  if (fault?.kind === 'reset') return void response.destroy();
  send(response, (fault?.after ? refusalOf(fault, call) : undefined) ?? answer);
}

function answerOf(account: Account, call: Call, twist: Twist): Answer {
  const [, database = '', , container = '', below] = call.segments;
  const answer = serveResource(account, call);
  if (answer !== undefined) return answer;
  const collection = containerOf(account, database, container);
  if (collection === undefined || below !== 'docs') return refuse(404, 'Not played here');
  const served = serveItems(collection, call, twist);
  return {
    ...served,
    headers: {
      ...served.headers,
      'x-ms-session-token': sessionToken(collection, call),
      'x-ms-content-path': collection.rid,
      'x-ms-alt-content-path': `dbs/${database}/colls/${container}`,
    },
  };
}

/** Faults strike items only: what the SDK asks about the account itself is answered. */
function placeOf({ method, segments, header }: Call): Exclude<Place, 'any'> | undefined {
  if (segments[4] !== 'docs') return undefined;
  if (header('x-ms-documentdb-isquery') || header('x-ms-cosmos-is-query-plan-request')) return 'query';
  if (header('x-ms-cosmos-is-batch-request')) return 'batch';
  if (header('a-im')) return 'feed';
  return method === 'GET' ? 'read' : 'write';
}

function refusalOf(fault: Fault, { header }: Call): Answer | undefined {
  switch (fault.kind) {
    case 'throttled429':
      return refuse(429, 'Request rate is large', { 'x-ms-retry-after-ms': String(fault.ms), substatus: '3200' });
    case 'retryWith449':
      return refuse(449, 'Conflicting request to resource has been attempted; retry');
    case 'timeout408':
      return refuse(408, 'Request timed out');
    case 'gone410':
      return refuse(410, 'The requested resource is no longer available at the server', { substatus: '1007' });
    case 'unavailable503':
      return refuse(503, 'Service is currently unavailable');
    case 'empty':
      return { status: 200 };
    case 'session404':
      if (header('x-ms-session-token') === undefined) return undefined;
      return refuse(404, 'The read session is not available for the input session token', { substatus: '1002' });
    default:
      return undefined;
  }
}

function twistOf(fault: Fault | undefined): Twist {
  return { lag: fault?.kind === 'stale' ? fault.ms : 0, precondition: fault?.kind === 'conflict412' };
}

function headerOf({ headers }: IncomingMessage) {
  return (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  const all = {
    'content-type': 'application/json',
    'x-ms-activity-id': randomUUID(),
    'x-ms-request-charge': '0',
    ...headers,
  };
  respond(response, status, all, body === undefined ? undefined : JSON.stringify(body));
}
