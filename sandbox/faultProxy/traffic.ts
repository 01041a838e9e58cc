import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { respond } from '../respond';
import type { WireFaults, WireKind } from './faults';

const HUGE_BYTES = 100 * 1024 * 1024;
const SLOW_MS = 1_000;

/** Passes requests to the bank and its answers back, and spoils those of submissions as asked. */
export function createTraffic(bankPort: number, faults: WireFaults, reset: (socket: Socket) => void): http.Server {
  const used = new WeakSet<Socket>();
  return http.createServer((request, response) => {
    const isReused = used.has(request.socket);
    used.add(request.socket);
    const isSubmission = request.method === 'POST' && !request.url?.includes('/oauth2/');
    const fault = isSubmission ? faults.ofSubmissions(isReused) : undefined;
    const done = fault === 'keptAliveReset' ? Promise.reject() : pass(bankPort, fault, request, response);
    done.catch(() => reset(request.socket));
  });
}

async function pass(bankPort: number, fault: WireKind | undefined, request: IncomingMessage, response: ServerResponse) {
  const body = Buffer.concat(await request.toArray());
  if (fault === 'page502') return respond(response, 502, HTML, '<h1>Bad gateway</h1>');
  const reply = await askBank(bankPort, request, body);
  const spoil = fault && AFTER[fault];
  if (spoil) return spoil(response, reply);
  response.writeHead(reply.statusCode ?? 0, reply.rawHeaders);
  await pipeline(reply, response);
}

function askBank(port: number, { method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asking = http.request({ host: '127.0.0.1', port, method, path: url, headers }, resolve);
    asking.on('error', reject);
    asking.end(body);
  });
}

const HTML = { 'Content-Type': 'text/html' };
const JSON_TYPE = { 'Content-Type': 'application/json' };

/** The bank has taken it. */
const AFTER: Partial<Record<WireKind, (response: ServerResponse, reply: IncomingMessage) => void>> = {
  page504: (response) => respond(response, 504, HTML, '<h1>Gateway timeout</h1>'),
  hugeBody: (response) => {
    response.writeHead(200, { ...JSON_TYPE, 'Content-Length': HUGE_BYTES });
    pour(response, Buffer.alloc(64 * 1024, ' '), HUGE_BYTES);
  },
  slowBody: (response) => {
    response.writeHead(200, { ...JSON_TYPE, 'Content-Length': HUGE_BYTES });
    const drip = setInterval(() => response.write('{'), SLOW_MS);
    response.once('close', () => clearInterval(drip));
  },
  gzipBomb: (response) => {
    const headers = { ...JSON_TYPE, 'Content-Encoding': 'gzip' };
    respond(response, 200, headers, gzipSync(Buffer.alloc(HUGE_BYTES / 4), { level: 1 }));
  },
};

/** As fast as it is taken, until all of it is or the other side has gone. */
function pour(response: ServerResponse, chunk: Buffer, left: number): void {
  if (response.destroyed) return;
  if (left <= 0) {
    response.end();
    return;
  }
  if (response.write(chunk)) setImmediate(pour, response, chunk, left - chunk.length);
  else response.once('drain', () => pour(response, chunk, left - chunk.length));
}
