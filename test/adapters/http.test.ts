import net, { type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { createHttp } from '../../adapters/http';
import { client, closeAll, LIMITS, listen, post, serveHttp, serveTcp, serveTls } from './httpServers';

afterEach(closeAll);

describe('a whole answer', () => {
  it('is a response with its status, headers and body, whatever the status', async () => {
    const port = await serveHttp((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      request.on('end', () => {
        response.writeHead(418, { 'X-Kind': 'tea' });
        response.end(`${request.method} ${request.url} ${body}`);
      });
    });
    const outcome = await post(client(), port);
    expect(outcome).toMatchObject({ kind: 'response', status: 418, headers: { 'x-kind': 'tea' } });
    expect(outcome.kind === 'response' && outcome.body.toString()).toBe('POST /apply ünïcode');
  });

  it('is taken up to the size limit and not a byte further', async () => {
    const port = await serveHttp((request, response) => response.end('x'.repeat(Number(request.url?.slice(1)))));
    const ask = (bytes: number) => client().request({ method: 'GET', url: `http://127.0.0.1:${port}/${bytes}` });
    expect(await ask(256 * 1024)).toMatchObject({ kind: 'response' });
    expect(await ask(256 * 1024 + 1)).toEqual({ kind: 'ambiguous', reason: 'oversize' });
  });

  it('must not be compressed, and compression is never offered', async () => {
    const offered: unknown[] = [];
    const port = await serveHttp((request, response) => {
      offered.push(request.headers['accept-encoding']);
      response.writeHead(200, { 'Content-Encoding': 'gzip' });
      response.end(gzipSync('{}'));
    });
    expect(await post(client(), port)).toEqual({ kind: 'ambiguous', reason: 'contentEncoding' });
    expect(offered).toEqual(['identity']);
  });
});

describe('a redirect', () => {
  it('is reported and never followed', async () => {
    let visits = 0;
    const trap = await serveHttp((_request, response) => {
      visits += 1;
      response.end();
    });
    const port = await serveHttp((_request, response) => {
      response.writeHead(302, { Location: `http://127.0.0.1:${trap}/` });
      response.end();
    });
    expect(await post(client(), port)).toMatchObject({ kind: 'response', status: 302 });
    expect(visits).toBe(0);
  });
});

describe('nothing was sent', () => {
  it('when the connection is refused', async () => {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await post(client(), port)).toEqual({ kind: 'notSent', reason: 'ECONNREFUSED' });
  });

  it('when the TLS handshake stalls, fails, or shows an unknown authority', async () => {
    let received = '';
    const stalled = await serveTcp((socket) => void socket.on('data', (data) => (received += data.toString('latin1'))));
    const garbled = await serveTcp((socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n')));
    const { port: unknown } = await serveTls();
    const ask = (port: number) =>
      client().request({
        method: 'POST',
        url: `https://127.0.0.1:${port}/`,
        headers: { 'X-Secret': 'SECRET' },
        body: 'SECRET',
      });
    expect(await ask(stalled)).toEqual({ kind: 'notSent', reason: 'connectTimeout' });
    expect(await ask(garbled)).toMatchObject({ kind: 'notSent' });
    expect(await ask(unknown)).toMatchObject({ kind: 'notSent', reason: expect.stringMatching(/CERT/) });
    expect(received).not.toContain('SECRET');
  });

  it('when it is aborted before it starts', async () => {
    const port = await serveHttp((_request, response) => response.end());
    const request = { method: 'GET', url: `http://127.0.0.1:${port}/`, signal: AbortSignal.abort() } as const;
    expect(await client().request(request)).toEqual({ kind: 'notSent', reason: 'aborted' });
  });
});

describe('the other side may have acted', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['resets after reading', (socket) => socket.resetAndDestroy()],
    ['closes after reading', (socket) => socket.end()],
    ['never answers', () => undefined],
    ['answers what is not HTTP', (socket) => socket.end('hello\r\n\r\n')],
    ['stops in the middle of the headers', (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Le')],
    [
      'stops in the middle of the body',
      (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a"'),
    ],
    ['cuts the body short', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a"')],
  ])('when it %s', async (_name, act) => {
    const port = await serveTcp((socket) => void socket.once('data', () => act(socket)));
    expect(await post(client(), port)).toMatchObject({ kind: 'ambiguous' });
  });

  it('when a body trickles longer than its time, however steadily', async () => {
    const port = await serveTcp((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
        const trickle = setInterval(() => socket.write('x'), 50);
        socket.once('close', () => clearInterval(trickle));
      });
    });
    expect(await post(client(), port)).toEqual({ kind: 'ambiguous', reason: 'bodyTimeout' });
  });

  it('when the whole takes longer than the caller allows', async () => {
    const port = await serveTcp(() => undefined);
    expect(await post(client(), port, 100)).toEqual({ kind: 'ambiguous', reason: 'timeout' });
  });

  it('when a kept-alive socket is cut after the second request went out on it', async () => {
    let connections = 0;
    const port = await serveTcp((socket) => {
      connections += 1;
      let requests = 0;
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
        else socket.resetAndDestroy();
      });
    });
    const http = client();
    expect(await post(http, port)).toMatchObject({ kind: 'response' });
    expect(await post(http, port)).toMatchObject({ kind: 'ambiguous' });
    expect(connections).toBe(1);
  });
});

describe('kept-alive sockets', () => {
  it('are not used when the server has closed them meanwhile', async () => {
    const port = await serveTcp((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
        setTimeout(() => socket.end(), 20);
      });
    });
    const http = client();
    expect(await post(http, port)).toMatchObject({ kind: 'response' });
    await wait(100);
    expect(await post(http, port)).toMatchObject({ kind: 'response' });
  });

  it('are closed by us when idle', async () => {
    const port = await serveHttp((request, response) => {
      request.socket.once('close', () => closed());
      response.end('{}');
    });
    let closed = () => {};
    const closing = new Promise<string>((resolve) => {
      closed = () => resolve('closed');
    });
    await post(client({ idleSocketMs: 100 }), port);
    expect(await Promise.race([closing, wait(2_000, 'still open')])).toBe('closed');
  });
});

describe('TLS with a known authority', () => {
  it('carries the request', async () => {
    const { port, ca } = await serveTls();
    const http = createHttp({ allowedHosts: ['127.0.0.1'], limits: LIMITS, ca });
    expect(await http.request({ method: 'POST', url: `https://127.0.0.1:${port}/`, body: 'x' })).toMatchObject({
      kind: 'response',
      status: 200,
    });
  });
});

describe('proxies of the environment', () => {
  it('are not used', async () => {
    let visits = 0;
    const proxy = await serveTcp(() => {
      visits += 1;
    });
    const port = await serveHttp((_request, response) => response.end());
    const before = { ...process.env };
    for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) process.env[name] = `http://127.0.0.1:${proxy}`;
    expect(await post(client(), port)).toMatchObject({ kind: 'response' });
    process.env = before;
    expect(visits).toBe(0);
  });
});
