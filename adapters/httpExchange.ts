import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Hosts } from './httpHosts';
import type { IsHeld } from './lease';

/**
 * What one exchange came to. `notSent`: no byte of the request was handed to an open connection. `ambiguous`: some were,
 * and no whole answer came back, so the other side may or may not have acted.
 */
export type HttpOutcome =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
    }
  | { readonly kind: 'notSent'; readonly reason: string }
  | { readonly kind: 'ambiguous'; readonly reason: string };

interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
  readonly isHeld?: IsHeld;
  readonly agent: http.Agent;
  readonly hosts: Pick<Hosts, 'lookup' | 'mayReach'>;
  readonly limits: {
    readonly connectTimeoutMs: number;
    readonly headersTimeoutMs: number;
    readonly bodyTimeoutMs: number;
    readonly totalTimeoutMs: number;
    readonly maxResponseBytes: number;
  };
}

/** One request and its answer, within limits. Never rejects for what the network does. */
export function exchange(request: Exchange): Promise<HttpOutcome> {
  const { limits, signal, isHeld } = request;
  return new Promise((resolve) => {
    let handedOver = false;
    let stageTimer: NodeJS.Timeout | undefined;
    const sending = openRequest(request);
    const settle = (outcome: HttpOutcome) => {
      clearTimeout(stageTimer);
      clearTimeout(totalTimer);
      signal?.removeEventListener('abort', abort);
      if (outcome.kind !== 'response') sending.destroy();
      resolve(outcome);
    };
    const fail = (reason: string) => settle({ kind: handedOver ? 'ambiguous' : 'notSent', reason });
    const abort = () => fail('aborted');
    const stage = (reason: string, timeoutMs: number) => {
      clearTimeout(stageTimer);
      stageTimer = setTimeout(fail, timeoutMs, reason);
    };
    const totalTimer = setTimeout(fail, limits.totalTimeoutMs, 'timeout');

    stage('connectTimeout', limits.connectTimeoutMs);
    sending.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'connectionFailed'));
    onceConnected(sending, request.url, (socket) => {
      if (!request.hosts.mayReach(request.url.hostname, socket.remoteAddress)) return fail('addressRefused');
      // Nothing is waited for between this and the first byte.
      if (isHeld?.() === false) return fail('leaseEnded');
      handedOver = true;
      stage('headersTimeout', limits.headersTimeoutMs);
      sending.end(request.body);
    });
    sending.once('response', (incoming) => {
      stage('bodyTimeout', limits.bodyTimeoutMs);
      collect(incoming, limits.maxResponseBytes, settle);
    });
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
  });
}

function openRequest({ url, method, headers, body, agent, hosts }: Exchange): ClientRequest {
  const client = url.protocol === 'https:' ? https : http;
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const sent = { ...headers, 'Accept-Encoding': 'identity', ...length };
  return client.request(url, { method, headers: sent, agent, lookup: hosts.lookup });
}

/**
 * Nothing is written before the connection (and its TLS handshake) stands, so a failure until then is known to have sent
 * nothing. A kept-alive socket is given one turn of the event loop first: if the server has closed it, that shows now.
 */
function onceConnected(sending: ClientRequest, url: URL, handOver: (socket: Socket) => void): void {
  sending.once('socket', (socket: Socket) => {
    const proceed = () =>
      setImmediate(() => {
        if (!sending.destroyed && !socket.destroyed) handOver(socket);
      });
    if (sending.reusedSocket) proceed();
    else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', proceed);
  });
}

/** The whole body or nothing: an encoded, oversize or cut-off answer says nothing we may rely on. */
function collect(incoming: IncomingMessage, maxBytes: number, settle: (outcome: HttpOutcome) => void): void {
  const refuse = (reason: string) => settle({ kind: 'ambiguous', reason });
  const encoding = incoming.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    refuse('contentEncoding');
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) return refuse('oversize');
    chunks.push(chunk);
  });
  incoming.on('error', () => refuse('truncated'));
  incoming.on('close', () => {
    if (!incoming.complete) return refuse('truncated');
    settle({
      kind: 'response',
      status: incoming.statusCode ?? 0,
      headers: flatten(incoming.headers),
      body: Buffer.concat(chunks),
    });
  });
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
