import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { chanceOf, pickOf } from '../customers';
import { activityBody, operatorBody, webhook } from './activities';
import { hostileText, mutated, mutatedBytes, type Random, wellFormed } from './hostile';
import { OPERATOR_TOKEN, type World } from './world';

export interface OverSockets {
  readonly requests: number;
  /** Statuses, and how often each was seen; 0: the connection ended without one. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

interface Plan {
  readonly port: number;
  readonly requests: number;
  readonly seed: number;
}

/** Whoever can make tokens for the server under fuzz. */
type Doorkeeper = Pick<World, 'tokens'>;

const AT_ONCE = 24;
const PATIENCE_MS = 20_000;
const MOST_FAULTS = 20;

/** Bytes as an attacker would write them: requests with one thing wrong, and what is no request at all. */
export async function fuzzOverSockets(door: Doorkeeper, { port, requests, seed }: Plan): Promise<OverSockets> {
  const random = chanceOf(seed + 1);
  const statuses: Record<string, number> = {};
  const faults: string[] = [];
  const visitor = await visitorOf(door, port, seed);
  const corpus = regressions(visitor);
  let next = 0;
  const lane = async () => {
    while (next < requests) {
      const at = next++;
      const bytes = corpus[at] ?? requestOf(random, visitor);
      const status = await send(port, bytes, random);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status >= 500 && status !== 503 && faults.length < MOST_FAULTS) {
        faults.push(`${status} ${bytes.toString('latin1').slice(0, 3_000)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { requests: next, statuses, faults };
}

interface Visitor {
  readonly id: string;
  readonly token: string;
  readonly ticket: string;
}

async function visitorOf({ tokens }: Doorkeeper, port: number, seed: number): Promise<Visitor> {
  const id = `sockets-${seed}-000000000000`;
  const claims = { conversationId: id, userId: 'dl_sockets', market: 'SG' } as const;
  const { token } = await tokens.issue(claims);
  const ticket = await tokens.issueStream({ ...claims, chainStart: Date.now(), expiresAt: Date.now() });
  const started = request('POST', `${BASE}/conversations`, jsonHead(token), Buffer.from('{}'));
  await send(port, started, () => 1);
  return { id, token, ticket };
}

const BASE = '/v3/directline';

/** What once ended a process, or could have. */
function regressions({ id, token }: Visitor): readonly Buffer[] {
  const path = `${BASE}/conversations/${id}/activities`;
  const packed = { ...jsonHead(token), 'Content-Encoding': 'gzip' };
  return [
    request('POST', path, packed, Buffer.from('this is no gzip')),
    request('POST', path, packed, gzipSync(Buffer.alloc(5_000_000))),
    request('POST', '/twilio/inbound', { ...FORM, 'Content-Encoding': 'deflate' }, Buffer.from('x')),
    Buffer.from('GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n'),
    Buffer.from('GET http://x:99999/ HTTP/1.1\r\nHost: x\r\n\r\n'),
    Buffer.from('GET /healthz HTTP/1.1\r\nHost: [\r\n\r\n'),
    Buffer.from(`GET /healthz HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(80)}\r\n`),
    request('POST', path, jsonHead(token), Buffer.from('['.repeat(32_000))),
    request('POST', path, jsonHead(token), Buffer.from('{"__proto__":{"polluted":true},"type":"message","text":"x"}')),
  ];
}

function requestOf(random: Random, visitor: Visitor): Buffer {
  const chance = random();
  if (chance < 0.1) return randomBytes(Math.floor(random() * 400));
  if (chance < 0.15) return upgrade(visitor);
  const whole = wholeRequest(random, visitor);
  if (chance < 0.6) return whole;
  if (chance < 0.8) return mutatedBytes(random, whole);
  const end = whole.indexOf('\r\n\r\n');
  const head = mutated(random, whole.toString('latin1', 0, end));
  return Buffer.concat([Buffer.from(head, 'latin1'), whole.subarray(end)]);
}

function wholeRequest(random: Random, { id, token }: Visitor): Buffer {
  const chance = random();
  if (chance < 0.4) {
    const head = { ...jsonHead(token), ...oddHeader(random) };
    return request(
      'POST',
      `${BASE}/conversations/${id}/activities`,
      head,
      activityBody(random, { offered: [], isCareful: false }),
    );
  }
  if (chance < 0.7) {
    const { body, signature } = webhook(random, '/twilio/inbound', '', 'whatsapp:+6590000001');
    return request('POST', '/twilio/inbound', { ...FORM, 'X-Twilio-Signature': signature, ...oddHeader(random) }, body);
  }
  if (chance < 0.85) {
    return request(
      'POST',
      '/api/operator/cases/decide',
      { ...jsonHead(OPERATOR_TOKEN), ...oddHeader(random) },
      operatorBody(random),
    );
  }
  const path = encodeURI(wellFormed(hostileText(random))).slice(0, 2_000);
  return request(pickOf(random, METHODS) ?? 'GET', `/${path}`, oddHeader(random), Buffer.alloc(0));
}

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'POST'];
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

function jsonHead(token: string): Record<string, string> {
  return { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
}

function oddHeader(random: Random): Record<string, string> {
  const odd: readonly Record<string, string>[] = [
    {},
    {},
    {},
    { 'Content-Encoding': 'gzip' },
    { 'Content-Encoding': 'identity' },
    { 'Content-Type': 'text/plain' },
    { 'Content-Length': '1' },
    { 'Content-Length': '-1' },
    { 'Transfer-Encoding': 'chunked' },
    { Expect: '100-continue' },
    { Origin: 'https://evil.example' },
    { Cookie: `lc_SG=${hostileText(random).replace(/[^\x20-\x7e]/g, '')}` },
    { Authorization: `Bearer ${hostileText(random).replace(/[^\x20-\x7e]/g, '')}` },
    { 'X-Long': 'x'.repeat(Math.floor(random() * 20_000)) },
    { Upgrade: 'h2c', Connection: 'Upgrade' },
  ];
  return pickOf(random, odd) ?? {};
}

function request(method: string, path: string, headers: Readonly<Record<string, string>>, body: Buffer): Buffer {
  const all = {
    Host: 'x',
    Connection: 'close',
    ...(body.length > 0 && { 'Content-Length': String(body.length) }),
    ...headers,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n`, 'latin1'), body]);
}

function upgrade({ id, ticket }: Visitor): Buffer {
  return request(
    'GET',
    `${BASE}/conversations/${id}/stream?watermark=0&t=${ticket}`,
    {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    },
    Buffer.alloc(0),
  );
}

/** Frames of any kind and length, most of them wrong. */
function frames(random: Random): Buffer {
  const parts = Array.from({ length: 4 }, () => {
    const head = Buffer.from([Math.floor(random() * 256), Math.floor(random() * 256)]);
    return Buffer.concat([head, randomBytes(Math.floor(random() * 200))]);
  });
  return Buffer.concat(parts);
}

/** Sends it, in one piece or in two, and resolves with the first status that comes back. */
function send(port: number, bytes: Buffer, random: Random): Promise<number> {
  return new Promise((resolve) => {
    let status = 0;
    const socket = connect({ port, host: '127.0.0.1' });
    const impatience = setTimeout(() => socket.destroy(), PATIENCE_MS);
    const cut = random() < 0.2 ? Math.floor(random() * bytes.length) : bytes.length;
    socket.write(bytes.subarray(0, cut));
    if (cut < bytes.length) setImmediate(() => socket.destroyed || socket.write(bytes.subarray(cut)));
    socket.on('data', (chunk) => {
      if (status === 0) status = Number(/^HTTP\/1\.1 (\d{3})/.exec(chunk.toString('latin1', 0, 20))?.[1] ?? 0);
      if (status === 101) socket.end(frames(random));
      else if (status !== 100) socket.end();
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(impatience);
      resolve(status);
    });
    // What is no whole request is waited for by the server as long as it allows; nobody here waits with it.
    setTimeout(() => status === 0 && socket.end(), 400).unref();
  });
}
