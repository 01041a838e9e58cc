import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { HttpRequest, HttpResponse, Route, Urgency } from '../adapters/route';
import type { ClientAddress } from './clientAddress';
import { discardBody, readRawBody } from './rawBody';

/** What the edge writes to the log; a pino logger is one. */
export interface EdgeLog {
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface Edge {
  readonly log: EdgeLog;
  /** Sent with HTML pages, computed once. */
  readonly pageHeaders: readonly (readonly [string, string])[];
  readonly nextRequestId: () => string;
  readonly isDraining: () => boolean;
  /** An answer of which nobody has read anything for so long is given up, and its connection with it. */
  readonly stalledMs: number;
  readonly clientAddress: ClientAddress;
  /** Asked before a body is read: an answer here turns the request away (overload). */
  readonly admit: (urgency: Urgency) => HttpResponse | undefined;
}

/** A request as the server library hands it over: path parameters already matched. */
export type RoutedRequest = IncomingMessage & { readonly params: Readonly<Record<string, string>>; path(): string };

const BASE_HEADERS: readonly (readonly [string, string])[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cache-Control', 'no-store'],
];
const UNEXPECTED = refusal(500, 'ServiceError', 'Something went wrong on our side. Try again in a moment.');

/**
 * Serves one route: body within its limits, then the handler, then the answer. Never rejects: whatever a handler
 * throws becomes a 500 without details, and the log has the cause under the same request id.
 */
export async function serveRoute(
  edge: Edge,
  route: Route,
  request: RoutedRequest,
  response: ServerResponse,
): Promise<void> {
  const requestId = edge.nextRequestId();
  try {
    const answer = await answerTo(edge, route, request);
    if (answer !== undefined) writeAnswer(edge, requestId, answer, response);
  } catch (cause) {
    edge.log.error(
      { requestId, method: route.method, route: route.path, code: codeOf(cause), err: cause },
      'A route failed',
    );
    if (response.headersSent) response.destroy();
    else writeAnswer(edge, requestId, withEdgeHeaders(route, request, UNEXPECTED), response);
  }
}

async function answerTo(edge: Edge, route: Route, request: RoutedRequest): Promise<HttpResponse | undefined> {
  const turnedAway = turnAway(edge, route, request);
  if (turnedAway !== undefined) {
    discardBody(request);
    return withEdgeHeaders(route, request, turnedAway);
  }
  const read = readRawBody(request, route);
  const body = read instanceof Promise ? await read : read;
  if (body.kind === 'gone') return undefined;
  if (body.kind === 'refused') {
    const code = body.status === 413 ? 'RequestTooLarge' : 'UnsupportedMediaType';
    return withEdgeHeaders(route, request, refusal(body.status, code, body.message));
  }
  return route.handle(new EdgeRequest(request, body.bytes, edge.clientAddress(request)));
}

function turnAway(edge: Edge, { urgency }: Route, head: RoutedRequest): HttpResponse | undefined {
  if (urgency === undefined) return undefined;
  return edge.admit(typeof urgency === 'function' ? urgency(head) : urgency);
}

function withEdgeHeaders({ edgeHeaders }: Route, head: RoutedRequest, answer: HttpResponse): HttpResponse {
  return edgeHeaders === undefined ? answer : { ...answer, headers: { ...answer.headers, ...edgeHeaders(head) } };
}

/** An error answer in the one shape all of ours have. */
export function refusal(status: number, code: string, message: string): HttpResponse {
  return { status, body: { error: { code, message } } };
}

/** Sets what every answer carries, also those that the server library writes itself. */
export function setBaseHeaders(edge: Edge, requestId: string, response: ServerResponse): void {
  for (const [name, value] of BASE_HEADERS) response.setHeader(name, value);
  response.setHeader('X-Request-Id', requestId);
  if (edge.isDraining()) response.setHeader('Connection', 'close');
}

function writeAnswer(edge: Edge, requestId: string, answer: HttpResponse, response: ServerResponse): void {
  if (response.destroyed) return;
  setBaseHeaders(edge, requestId, response);
  const { body } = answer;
  const bytes = payloadOf(body);
  response.setHeader('Content-Type', defaultType(body));
  const type = answer.headers?.['Content-Type'] ?? answer.headers?.['content-type'];
  if (type?.startsWith('text/html')) for (const [name, value] of edge.pageHeaders) response.setHeader(name, value);
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (answer.cookies !== undefined) response.setHeader('Set-Cookie', answer.cookies);
  response.statusCode = answer.status;
  if (body instanceof Readable) {
    streamAnswer(edge, requestId, body, response);
    return;
  }
  if (bytes === undefined) response.removeHeader('Content-Type');
  else response.setHeader('Content-Length', Buffer.byteLength(bytes));
  response.end(bytes);
  // By the connection's own clock, which goes back to that of an idle one when the answer is through.
  if (response.writableLength > 0) response.setTimeout(edge.stalledMs, () => response.destroy());
}

/** Server-sent events and large files: headers at once, bytes as they come, and the source ends with the connection. */
function streamAnswer(edge: Edge, requestId: string, source: Readable, response: ServerResponse): void {
  response.flushHeaders();
  source.once('error', (cause) => {
    edge.log.warn({ requestId, code: codeOf(cause) }, 'A streamed answer ended early');
    response.destroy();
  });
  response.once('close', () => source.destroy());
  source.pipe(response);
}

function payloadOf(body: HttpResponse['body']): string | Buffer | undefined {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return body;
  return body instanceof Readable ? undefined : JSON.stringify(body);
}

function defaultType(body: HttpResponse['body']): string {
  if (typeof body === 'string') return 'text/plain; charset=utf-8';
  return Buffer.isBuffer(body) || body instanceof Readable
    ? 'application/octet-stream'
    : 'application/json; charset=utf-8';
}

function codeOf(cause: unknown): string {
  if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string')
    return cause.code;
  return 'unknown';
}

/** Parses the query only when a handler asks for it. */
class EdgeRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: HttpRequest['headers'];
  private readonly url: string;
  private parsedQuery: URLSearchParams | undefined;

  constructor(
    request: RoutedRequest,
    readonly body: Buffer,
    readonly ip: string,
  ) {
    this.method = request.method ?? 'GET';
    this.url = request.url ?? '/';
    this.path = request.path();
    this.params = request.params;
    this.headers = request.headers;
  }

  get query(): URLSearchParams {
    this.parsedQuery ??= new URLSearchParams(this.rawQuery);
    return this.parsedQuery;
  }

  get rawQuery(): string {
    const start = this.url.indexOf('?');
    return start < 0 ? '' : this.url.slice(start + 1);
  }
}
