import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * One keep-alive HTTP connection with one request on its way at a time. Written on a bare socket so that the load
 * costs the machine as little as possible: the client shares the cores with the server it measures.
 */
export class Line {
  private readonly socket: Socket;
  private received: Buffer = Buffer.alloc(0);
  private waiting: { resolve(answer: Answer): void; reject(cause: Error): void } | undefined;

  constructor(private readonly port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk) => this.read(chunk));
    const fail = () => this.waiting?.reject(new Error('The server closed the connection; see its output above.'));
    this.socket.on('error', fail);
    this.socket.on('close', fail);
  }

  post(path: string, body: string, token?: string): Promise<Answer> {
    const authorization = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`;
    return this.send(path, body, `${authorization}Content-Type: application/json\r\n`);
  }

  /** As a messenger's provider posts. */
  postForm(path: string, body: string, signature: string): Promise<Answer> {
    const type = 'Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n';
    return this.send(path, body, `X-Twilio-Signature: ${signature}\r\n${type}`);
  }

  private send(path: string, body: string, headers: string): Promise<Answer> {
    const head =
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${this.port}\r\n${headers}` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(head + body);
    });
  }

  close(): void {
    this.waiting = undefined;
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const end = this.received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.received.toString('latin1', 0, end);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    const whole = end + 4 + length;
    if (this.received.length < whole) return;
    const answer = { status: Number(head.slice(9, 12)), body: this.received.subarray(end + 4, whole) };
    this.received = this.received.subarray(whole);
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.resolve(answer);
  }
}

/** As the server sends it, and the answer without which it takes the client for gone. */
const PING = Buffer.from([0x89, 0]);
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** An open websocket on which one only listens: frames are not parsed, their bytes are searched. */
export class Listener {
  /** Resolves with the server's first answer. Who does not wait for it may get a whole lead's replies in one piece. */
  readonly opened: Promise<void>;
  private readonly socket: Socket;
  private tail = '';
  private awaited: { readonly text: string; resolve(): void } | undefined;

  constructor(url: string) {
    const { host, port, pathname, search } = new URL(url);
    const key = randomBytes(16).toString('base64');
    this.socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk) => this.read(chunk));
    this.opened = new Promise((resolve) => this.socket.once('data', () => resolve()));
    this.socket.write(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
  }

  /** Resolves once the text has come since the last call. */
  heard(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.awaited = { text, resolve };
      this.check();
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    if (chunk.includes(PING)) this.socket.write(PONG);
    // Only the last few kilobytes matter, and only to whoever waits for a text in them.
    this.tail = (this.tail + chunk.toString('latin1')).slice(-16_384);
    this.check();
  }

  private check(): void {
    const { awaited } = this;
    if (awaited === undefined || !this.tail.includes(awaited.text)) return;
    this.awaited = undefined;
    this.tail = '';
    awaited.resolve();
  }
}
