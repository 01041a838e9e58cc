import { connect } from 'node:net';

/** Clients that hold a connection for as long as they are let: each resolves with how it ended, and after how long. */
export interface Ended {
  readonly kind: SlowKind;
  readonly seconds: number;
  /** What the server said last. */
  readonly status: number;
}

export const SLOW_KINDS = ['headers', 'body', 'reading'] as const;
export type SlowKind = (typeof SLOW_KINDS)[number];

const HEAD = {
  headers: 'POST /api/chat/token HTTP/1.1\r\nHost: x\r\n',
  body: 'POST /api/chat/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2000\r\n\r\n{',
  // Many answers, and nobody who reads them; not so many that answering them is a load of its own.
  reading: 'GET /chat?market=SG HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(40),
} as const;
const EVERY_MS = 700;
/** From when on a client that has read nothing looks whether anybody is still there. */
const LOOK_MS = 5_000;

export function slowClient(port: number, kind: SlowKind, patienceMs: number): Promise<Ended> {
  const began = performance.now();
  return new Promise((resolve) => {
    let status = 0;
    const socket = connect({ port, host: '127.0.0.1' });
    if (kind === 'reading') socket.pause();
    socket.on('data', (chunk) => {
      status = Number(/^HTTP\/1\.1 (\d+)/.exec(chunk.toString('latin1'))?.[1] ?? status);
    });
    socket.write(HEAD[kind]);
    const drip = setInterval(() => socket.write(kind === 'headers' ? 'a: b\r\n' : ' '), EVERY_MS);
    const impatience = setTimeout(() => socket.destroy(), patienceMs);
    if (kind === 'reading') {
      clearInterval(drip);
      // Nobody who reads nothing hears that the connection has ended.
      setTimeout(() => socket.resume(), patienceMs - LOOK_MS);
    }
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearInterval(drip);
      clearTimeout(impatience);
      resolve({ kind, status, seconds: (performance.now() - began) / 1_000 });
    });
  });
}
