import { connect } from 'node:net';
import { type Duplex, PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { HttpRequest, RequestHead, Route, Urgency } from '../../adapters/route';
import { createServer, type Server, type ServerOptions } from '../../bot/server';
import { call } from '../adapters/channels/frontHarness';

const logged: Record<string, unknown>[] = [];
const log = { error: (fields: object) => logged.push({ ...fields }), warn: () => undefined, info: () => undefined };
const json = { maxBytes: 1_000, contentTypes: ['application/json'] };
const none = { maxBytes: 0, contentTypes: [] };
const seen: HttpRequest[] = [];

const routes: Route[] = [
  {
    method: 'POST',
    path: '/echo/:id',
    ...json,
    handle: (request) => {
      seen.push(request);
      return { status: 200, body: { length: request.body.length, id: request.params.id, q: request.query.get('q') } };
    },
  },
  {
    method: 'GET',
    path: '/page',
    ...none,
    handle: () => ({ status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: '<p>hi</p>' }),
  },
  { method: 'GET', path: '/json', ...none, handle: () => ({ status: 200, body: { a: 1 } }) },
  { method: 'GET', path: '/large', ...none, handle: () => ({ status: 200, body: 'x'.repeat(500_000) }) },
  { method: 'DELETE', path: '/json', ...none, handle: () => ({ status: 204 }) },
  {
    method: 'GET',
    path: '/throws',
    ...none,
    handle: () => {
      throw Object.assign(new Error('password=hunter2'), { code: 'store.broken' });
    },
  },
  { method: 'GET', path: '/rejects', ...none, handle: () => Promise.reject('a text') },
  {
    method: 'GET',
    path: '/slow',
    ...none,
    handle: () => new Promise((resolve) => setTimeout(() => resolve({ status: 200, body: 'done' }), 300)),
  },
  {
    method: 'GET',
    path: '/events',
    ...none,
    handle: () => {
      const stream = new PassThrough();
      stream.write('data: 1\n\n');
      setTimeout(() => stream.end('data: 2\n\n'), 20);
      return { status: 200, headers: { 'Content-Type': 'text/event-stream' }, body: stream };
    },
  },
];

function urgencyOfEcho({ params }: RequestHead): Urgency {
  return params.id === 'urgent' ? 'first' : 'running';
}

interface Running {
  readonly server: Server;
  readonly base: string;
  readonly port: number;
}

async function start(options: Partial<ServerOptions> = {}): Promise<Running> {
  const server = createServer({ routes, log, clock: Date.now, ready: () => ({ ok: true }), ...options });
  const { port } = await server.listen(0, '127.0.0.1');
  return { server, port, base: `http://127.0.0.1:${port}` };
}

/** Bytes as an attacker would write them; resolves with what came back when the connection ended. */
function raw(port: number, bytes: string | Buffer, hold = false): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes);
      if (!hold) setTimeout(() => socket.end(), 150);
    });
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}

describe('the HTTP edge', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.server.drain());

  const post = (options: object) => call(running, 'POST', '/echo/7?q=%20x', options);

  it('gives a route its parameters, query, headers and raw bytes', async () => {
    const answer = await post({ raw: '{"a":1}', headers: { 'content-type': 'application/json; charset=utf-8' } });
    expect(answer).toMatchObject({ status: 200, body: { length: 7, id: '7', q: ' x' } });
    expect(seen.at(-1)).toMatchObject({ method: 'POST', path: '/echo/7', ip: '127.0.0.1' });
  });

  it.each([
    [
      'compressed bodies',
      { raw: gzipSync('{}'), headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } },
      415,
    ],
    [
      'bodies that only claim to be compressed',
      { raw: '{}', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } },
      415,
    ],
    [
      'archive bombs',
      {
        raw: gzipSync(Buffer.alloc(5_000_000)),
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      },
      415,
    ],
    ['other types', { raw: 'a=1', headers: { 'content-type': 'text/plain' } }, 415],
    ['long bodies', { raw: 'x'.repeat(1_001), headers: { 'content-type': 'application/json' } }, 413],
    ['very long bodies', { raw: Buffer.alloc(2_000_000), headers: { 'content-type': 'application/json' } }, 413],
  ])('refuses %s', async (_name, options, status) => {
    const before = seen.length;
    const answer = await post(options);
    expect([answer.status, typeof answer.body.error.message, seen.length]).toEqual([status, 'string', before]);
  });

  it('counts the bytes that come, whatever the sender says', async () => {
    const head = 'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n${'3e8\r\n'}${'x'.repeat(1_000)}\r\n3e8\r\n${'x'.repeat(1_000)}\r\n0\r\n\r\n`;
    expect(await raw(running.port, chunked)).toMatch(/^HTTP\/1.1 413/);
    const both = `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`;
    expect(await raw(running.port, both)).toMatch(/^HTTP\/1.1 400/);
    const before = seen.length;
    expect(await raw(running.port, `${head}Content-Length: 50\r\n\r\n{}`)).not.toMatch(/200/);
    expect(seen).toHaveLength(before);
  });

  it('takes no body where none is expected', async () => {
    const answer = await call(running, 'DELETE', '/json', { raw: 'x' });
    expect(answer.status).toBe(413);
    expect((await call(running, 'DELETE', '/json')).status).toBe(204);
  });

  it('answers unknown addresses and methods in JSON', async () => {
    const unknown = await call(running, 'GET', '/nothing/<script>');
    const method = await call(running, 'POST', '/json', { json: {} });
    expect([unknown.status, unknown.body.error.code]).toEqual([404, 'NotFound']);
    expect([method.status, method.body.error.code, method.headers.allow]).toEqual([
      405,
      'MethodNotAllowed',
      'DELETE, GET, HEAD',
    ]);
    expect(JSON.stringify(unknown.body)).not.toContain('script');
    expect(unknown.headers['x-content-type-options']).toBe('nosniff');
  });

  it('answers HEAD as GET without the body', async () => {
    const head = await call(running, 'HEAD', '/json');
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, '7', '']);
  });

  it('hides what a handler threw, logs it under the request id, and lives on', async () => {
    for (const [path, code] of [
      ['/throws', 'store.broken'],
      ['/rejects', 'unknown'],
    ] as const) {
      const answer = await call(running, 'GET', path);
      expect([answer.status, answer.body.error.code]).toEqual([500, 'ServiceError']);
      expect(JSON.stringify(answer)).not.toContain('hunter2');
      expect(logged.at(-1)).toMatchObject({ code, requestId: answer.headers['x-request-id'], route: path });
    }
    expect((await call(running, 'GET', '/json')).status).toBe(200);
  });

  it('protects pages and numbers every answer', async () => {
    const [page, data] = [await call(running, 'GET', '/page'), await call(running, 'GET', '/json')];
    expect(page.headers['content-security-policy']).toContain("default-src 'none';script-src 'self';style-src 'self'");
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(page.headers['x-frame-options']).toBe('DENY');
    expect(data.headers['content-security-policy']).toBeUndefined();
    expect(data.headers['x-content-type-options']).toBe('nosniff');
    expect(page.headers['x-request-id']).not.toBe(data.headers['x-request-id']);
    expect(page.headers.server).toBeUndefined();
  });

  it('lets the named sites frame pages', async () => {
    const framed = await start({
      pages: { frameAncestors: ['https://www.bank.example'], connect: ['wss://chat.bank.example'], https: true },
    });
    const { headers } = await call(framed, 'GET', '/page');
    expect(headers['content-security-policy']).toContain('frame-ancestors https://www.bank.example');
    expect(headers['content-security-policy']).toContain("connect-src 'self' wss://chat.bank.example");
    expect([headers['x-frame-options'], typeof headers['strict-transport-security']]).toEqual([undefined, 'string']);
    await framed.server.drain();
  });

  it('streams an answer as it comes', async () => {
    const answer = await call(running, 'GET', '/events');
    expect([answer.headers['content-type'], answer.body]).toEqual(['text/event-stream', 'data: 1\n\ndata: 2\n\n']);
  });

  it.each([
    ['an absolute address that cannot be parsed', 'GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['an absolute address with a wild port', 'GET http://x:99999/ HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a Host that is no host', 'GET /json HTTP/1.1\r\nHost: [\r\n\r\n'],
    ['a Host with a path', 'GET /json HTTP/1.1\r\nHost: a b\r\n\r\n'],
    ['too many headers', `GET /json HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(80)}\r\n`],
    ['headers that are too large', `GET /json HTTP/1.1\r\nHost: x\r\na: ${'b'.repeat(20_000)}\r\n\r\n`],
    ['no HTTP at all', 'hello\r\n\r\n'],
  ])('refuses %s and lives on', async (_name, bytes) => {
    expect(await raw(running.port, bytes)).toMatch(/^HTTP\/1.1 4\d\d /);
    expect((await call(running, 'GET', '/json')).status).toBe(200);
  });

  it('survives odd percent signs, upgrades to nowhere and early departures', async () => {
    expect((await call(running, 'POST', '/echo/%ff', { json: {} })).status).toBe(404);
    expect(
      await raw(running.port, 'GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
    ).toMatch(/^HTTP\/1.1 404/);
    const gone = connect(running.port, '127.0.0.1', () => {
      gone.write('POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{');
      setTimeout(() => gone.destroy(), 20);
    });
    await new Promise((resolve) => gone.on('close', resolve));
    expect((await call(running, 'GET', '/json')).status).toBe(200);
  });

  it('ends requests that arrive drop by drop', async () => {
    const impatient = await start({ limits: { headersTimeoutMs: 200, requestTimeoutMs: 400 } });
    const slowHeaders = raw(impatient.port, 'GET /json HTTP/1.1\r\nHost: x\r\n', true);
    const slowBody = raw(
      impatient.port,
      'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      true,
    );
    expect(await slowHeaders).toMatch(/408/);
    expect(await slowBody).toMatch(/408/);
    await impatient.server.drain();
  });

  it('lets go of a client that asks for much and reads nothing', async () => {
    const impatient = await start({ limits: { stalledMs: 300 } });
    const [asked, each] = [40, 500_000];
    let heard = 0;
    const socket = connect(impatient.port, '127.0.0.1').on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(asked));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    socket.on('data', (chunk) => {
      heard += chunk.length;
      if (heard >= asked * each) socket.destroy();
    });
    await closed;
    expect(heard).toBeLessThan(asked * each);
    await impatient.server.drain();
  });

  it('gives a slow reader all of it, however long that takes', async () => {
    const patient = await start({ limits: { stalledMs: 300 } });
    const [asked, each] = [40, 500_000];
    let heard = 0;
    const socket = connect(patient.port, '127.0.0.1').on('error', () => undefined);
    socket.write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(asked));
    socket.on('data', (chunk) => {
      heard += chunk.length;
      if (heard >= asked * each) socket.destroy();
      socket.pause();
      setTimeout(() => socket.resume(), 5);
    });
    await new Promise((resolve) => socket.once('close', resolve));
    expect(heard).toBeGreaterThanOrEqual(asked * each);
    await patient.server.drain();
  });

  it('keeps an idle connection for longer than the minute for which proxies do', async () => {
    const { headers } = await call(running, 'GET', '/json', { headers: { Connection: 'keep-alive' } });
    expect(headers['keep-alive']).toBe('timeout=75');
  });

  it('turns requests away before their body when asked to', async () => {
    const judged: unknown[] = [];
    const busy = await start({
      routes: [
        ...routes.map((route) => (route.path === '/echo/:id' ? { ...route, urgency: urgencyOfEcho } : route)),
        { method: 'GET', path: '/export', ...none, urgency: 'later', handle: () => ({ status: 200 }) },
      ],
      admit: (urgency) => {
        judged.push(urgency);
        return urgency === 'first' ? undefined : { status: 503, headers: { 'Retry-After': '1' } };
      },
    });
    expect((await call(busy, 'POST', '/echo/1', { raw: 'x'.repeat(9_000) })).status).toBe(503);
    expect((await call(busy, 'POST', '/echo/urgent', { json: {} })).status).toBe(200);
    expect((await call(busy, 'GET', '/export')).headers['retry-after']).toBe('1');
    expect((await call(busy, 'GET', '/json')).status).toBe(200);
    expect(judged).toEqual(['running', 'first', 'later']);
    await busy.server.drain();
  });

  it('does not wait for the body of what it turns away', async () => {
    const busy = await start({
      routes: routes.map((route) => ({ ...route, urgency: 'new' as const })),
      admit: () => ({ status: 503, headers: { 'Retry-After': '1' } }),
    });
    const head = 'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{';
    expect(await raw(busy.port, head)).toMatch(/^HTTP\/1.1 503/);
    await busy.server.drain();
  });

  it('says what to do when its port is taken', async () => {
    const second = createServer({ routes, log, clock: Date.now, ready: () => ({ ok: true }) });
    await expect(second.listen(running.port, '127.0.0.1')).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `Port ${running.port} is taken. Stop the program that has it, or set PORT to another one.`,
    });
  });

  it('is live while it is not ready', async () => {
    const unready = await start({ ready: () => ({ ok: false, detail: 'store' }) });
    expect((await call(unready, 'GET', '/healthz')).status).toBe(200);
    expect(await call(unready, 'GET', '/readyz')).toMatchObject({
      status: 503,
      body: { status: 'unavailable', detail: 'store' },
    });
    expect((await call(running, 'GET', '/readyz')).body).toEqual({ status: 'ready' });
    await unready.server.drain();
  });

  it('finishes what is in flight before it stops, and takes nothing new', async () => {
    const stopping = await start();
    const inFlight = call(stopping, 'GET', '/slow');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const drained = stopping.server.drain();
    await expect(call(stopping, 'GET', '/json')).rejects.toThrow();
    expect((await inFlight).body).toBe('done');
    await drained;
    expect(stopping.server.address()).toBeUndefined();
  });

  it('says with the answer in flight that the connection ends, and is not ready on it any more', async () => {
    const stopping = await start();
    const socket = connect(stopping.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk));
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const drained = stopping.server.drain();
    socket.write('GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n');
    await Promise.all([drained, ended]);
    expect(heard).toContain('done');
    expect(heard).toMatch(/^Connection: close\r$/im);
    expect(heard).not.toContain('"ready"');
  });

  it('holds on to no connection whose upgrade it refused, whatever is sent on it and whoever keeps it open', async () => {
    const besieged = await start({ limits: { drainMs: 60_000 } });
    const request = 'GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    const answers = await Promise.all([
      raw(besieged.port, request + 'x'.repeat(200_000)),
      new Promise<string>((resolve) => {
        const lasting = connect({ port: besieged.port, host: '127.0.0.1', allowHalfOpen: true });
        lasting.write(request);
        lasting.once('data', (chunk) => resolve(String(chunk)));
        lasting.on('error', () => undefined);
      }),
    ]);
    expect(answers).toEqual([expect.stringMatching(/^HTTP\/1.1 404/), expect.stringMatching(/^HTTP\/1.1 404/)]);
    await besieged.server.drain();
  }, 10_000);

  it('ends without those who keep an upgraded connection', async () => {
    const upgraded: Duplex[] = [];
    const upgrade = {
      handleUpgrade: (_: unknown, socket: Duplex) => upgraded.push(socket) > 0,
      close: async () => undefined,
    };
    const stuck = await start({ limits: { drainMs: 50 }, upgrade });
    const kept = connect(stuck.port, '127.0.0.1');
    kept.on('error', () => undefined);
    kept.write('GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    while (upgraded.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await stuck.server.drain();
    expect(upgraded[0]?.destroyed).toBe(true);
  }, 10_000);

  it('does not wait for ever', async () => {
    const stuck = await start({ limits: { drainMs: 50 } });
    const inFlight = call(stuck, 'GET', '/slow').catch(() => 'cut off');
    await new Promise((resolve) => setTimeout(resolve, 30));
    await stuck.server.drain();
    expect(await inFlight).toBe('cut off');
  });
});
