import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import restify from 'restify';
import { refuseUpgrade } from '../adapters/refuseUpgrade';
import type { HttpResponse, Route, Urgency } from '../adapters/route';
import { createClientAddress } from './clientAddress';
import { BotFault } from './errors';
import { type Edge, type EdgeLog, type RoutedRequest, serveRoute, setBaseHeaders } from './httpEdge';
import { type PagePolicy, pageHeaders } from './pageHeaders';
import type { Readiness } from './readiness';

/** Takes over connections that ask for a websocket; the web chat front is one. */
export interface Upgrade {
  /** False when the address is not its own. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Ends every connection with "going away". */
  close(): void | Promise<void>;
}

export interface ServerLimits {
  readonly headersTimeoutMs: number;
  /** For the whole request, so that a body sent drop by drop ends too. */
  readonly requestTimeoutMs: number;
  /** A client that asks and does not read its answer is let go after so long. */
  readonly stalledMs: number;
  /** An idle connection is kept so long: longer than a proxy keeps it, or one of its requests would meet a closed door. */
  readonly keepAliveMs: number;
  readonly maxHeaders: number;
  /** How long requests in flight may take to finish when the process is asked to stop. */
  readonly drainMs: number;
}

export interface ServerOptions {
  readonly routes: readonly Route[];
  readonly upgrade?: Upgrade;
  readonly limits?: Partial<ServerLimits>;
  readonly log: EdgeLog;
  readonly clock: () => number;
  /** Whether new work can be done: `/readyz`. */
  readonly ready: () => Readiness;
  readonly pages?: PagePolicy;
  /** Whose word is taken on whom a request is from; nobody's, when nothing is said. */
  readonly trustedProxies?: readonly string[];
  /** An answer here turns a request away before its body is read. */
  readonly admit?: (urgency: Urgency) => HttpResponse | undefined;
}

export interface Server {
  listen(port: number, host?: string): Promise<AddressInfo>;
  address(): AddressInfo | undefined;
  /** Not ready at once, no new connections, requests in flight finish, websockets are told to go; then everything closes. */
  drain(): Promise<void>;
}

const DEFAULT_LIMITS: ServerLimits = {
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 15_000,
  stalledMs: 30_000,
  keepAliveMs: 75_000,
  maxHeaders: 64,
  drainMs: 10_000,
};
const MOUNT = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'del', OPTIONS: 'opts' } as const;

/** Missing from restify's published types. */
type WithFirst = restify.Server & {
  first(handler: (request: IncomingMessage, response: ServerResponse) => boolean): void;
};

/** The HTTP edge. Restify routes and nothing more: bodies, headers, errors and limits are ours. */
export function createServer(options: ServerOptions): Server {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  let draining = false;
  const edge: Edge = {
    log: options.log,
    pageHeaders: pageHeaders(options.pages ?? {}),
    nextRequestId: requestIds(options.clock()),
    isDraining: () => draining,
    stalledMs: limits.stalledMs,
    clientAddress: createClientAddress(options.trustedProxies ?? []),
    admit: options.admit ?? (() => undefined),
  };
  // Restify's own logger would write request details; ours writes codes and ids.
  const server = restify.createServer({ name: '', log: SILENT as never });
  (server as WithFirst).first((request, response) => isWellFormed(request, response, limits.maxHeaders));
  for (const route of [...healthRoutes(options, () => draining), ...options.routes]) mount(server, edge, route);
  server.on('restifyError', (_request, response, error, done) => explainRefusal(edge, response, error, done));
  // Restify says every error of its server again as its own, which nobody hearing would end the process.
  server.on('error', () => undefined);
  const http: HttpServer = server.server;
  limitHttp(http, limits);
  const sockets = openSockets(http);
  http.on('upgrade', (request, socket, head) => upgradeOrRefuse(options, draining, request, socket, head));

  return {
    listen: (port, host = '0.0.0.0') => listen(http, options.log, port, host),
    address: () => addressOf(http),
    drain: () => {
      draining = true;
      return drain(http, { upgrade: options.upgrade, sockets, drainMs: limits.drainMs });
    },
  };
}

function mount(server: restify.Server, edge: Edge, route: Route): void {
  // Promises of ours never reject; `next` tells restify that the cycle is over.
  const handler = (request: restify.Request, response: restify.Response, next: restify.Next) => {
    void serveRoute(edge, route, request as unknown as RoutedRequest, response as unknown as ServerResponse).finally(
      () => next(),
    );
  };
  server[MOUNT[route.method]](route.path, handler);
  if (route.method === 'GET') server.head(route.path, handler);
}

/**
 * Restify parses the target and the Host header unguarded, in a tick of its own: an address it cannot parse would end
 * the process. Parsing here first (it keeps the result) makes that a 400.
 */
function isWellFormed(request: IncomingMessage, response: ServerResponse, maxHeaders: number): boolean {
  const status = request.rawHeaders.length / 2 > maxHeaders ? 431 : hasParsableUrl(request) ? 0 : 400;
  if (status === 0) return true;
  const body = JSON.stringify({
    error: { code: 'BadArgument', message: 'The request line or its headers are not valid.' },
  });
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Connection', 'close');
  response.end(body);
  return false;
}

function hasParsableUrl(request: IncomingMessage): boolean {
  try {
    (request as unknown as restify.Request).getUrl();
    return true;
  } catch {
    return false;
  }
}

function healthRoutes(options: ServerOptions, isDraining: () => boolean): readonly Route[] {
  const get = (path: string, handle: () => HttpResponse): Route => ({
    method: 'GET',
    path,
    maxBytes: 0,
    contentTypes: [],
    handle,
  });
  return [
    get('/healthz', () => ({ status: 200, body: { status: 'live' } })),
    get('/readyz', () => {
      if (isDraining()) return { status: 503, body: { status: 'draining' } };
      const { ok, ...more } = options.ready();
      return { status: ok ? 200 : 503, body: { status: ok ? 'ready' : 'unavailable', ...more } };
    }),
  ];
}

interface RouterError {
  readonly statusCode?: number;
  toJSON?: () => unknown;
}

/** Unknown address or method: the same JSON shape as every other refusal of ours. */
function explainRefusal(edge: Edge, response: restify.Response, error: RouterError, done: () => void): void {
  const wrongMethod = error.statusCode === 405;
  const code = wrongMethod ? 'MethodNotAllowed' : 'NotFound';
  const message = wrongMethod ? 'This address does not take that method.' : 'There is nothing at this address.';
  error.toJSON = () => ({ error: { code, message } });
  setBaseHeaders(edge, edge.nextRequestId(), response as unknown as ServerResponse);
  response.setHeader('Content-Type', 'application/json');
  done();
}

function limitHttp(http: HttpServer, limits: ServerLimits): void {
  http.headersTimeout = limits.headersTimeoutMs;
  http.requestTimeout = limits.requestTimeoutMs;
  http.keepAliveTimeout = limits.keepAliveMs;
  http.maxHeadersCount = limits.maxHeaders + 1;
  // Node reads this when it starts to listen; its default of 30 s would stretch both timeouts to that.
  Object.assign(http, { connectionsCheckingInterval: Math.min(1_000, limits.headersTimeoutMs) });
}

function upgradeOrRefuse(
  options: ServerOptions,
  draining: boolean,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  socket.on('error', () => socket.destroy());
  try {
    if (!draining && options.upgrade?.handleUpgrade(request, socket, head)) return;
  } catch (cause) {
    options.log.error({ err: cause }, 'A websocket request failed');
  }
  refuseUpgrade(
    socket,
    `HTTP/1.1 ${draining ? '503 Service Unavailable' : '404 Not Found'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

function listen(http: HttpServer, log: EdgeLog, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: NodeJS.ErrnoException) => reject(cause.code === 'EADDRINUSE' ? taken(port, cause) : cause);
    http.once('error', refuse);
    http.listen(port, host, () => {
      http.off('error', refuse);
      http.on('error', (err) => log.error({ err }, 'The server reported an error'));
      const address = addressOf(http);
      if (address !== undefined) resolve(address);
    });
  });
}

function taken(port: number, cause: Error): BotFault {
  const message = `Port ${port} is taken. Stop the program that has it, or set PORT to another one.`;
  return new BotFault('PORT_TAKEN', message, { cause });
}

function addressOf(http: HttpServer): AddressInfo | undefined {
  const address = http.address();
  return address === null || typeof address === 'string' ? undefined : address;
}

/** Node forgets a connection that was upgraded, and waits for it all the same when it closes. */
function openSockets(http: HttpServer): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

interface Draining {
  readonly upgrade: Upgrade | undefined;
  readonly sockets: ReadonlySet<Socket>;
  readonly drainMs: number;
}

async function drain(http: HttpServer, { upgrade, sockets, drainMs }: Draining): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    http.close(() => resolve());
  });
  const sweep = setInterval(() => http.closeIdleConnections(), 50);
  const deadline = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, drainMs);
  await upgrade?.close();
  await closed;
  clearInterval(sweep);
  clearTimeout(deadline);
}

/** Start time and a counter: unique enough to find a log line, and it costs nothing. */
function requestIds(startedAt: number): () => string {
  const prefix = startedAt.toString(36);
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}-${count.toString(36)}`;
  };
}

const nothing = () => undefined;
const SILENT = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  child: () => SILENT,
};
