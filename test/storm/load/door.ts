import http from 'node:http';

export interface Answer {
  /** 0: there was none. */
  readonly status: number;
  readonly retryAfterS: number;
  /** Where there was no answer, the system's word for why. */
  readonly body: string;
  readonly ms: number;
  /** From when it was asked for until the request was handed to the system: the storm's own lateness. */
  readonly writtenMs: number;
}

/** The product's HTTP door, as pages and back ends use it: connections are kept and many. */
export interface Door {
  readonly port: number;
  post(path: string, body: string, token?: string): Promise<Answer>;
  get(path: string, token?: string): Promise<Answer>;
  close(): void;
}

export function openDoor(port: number): Door {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1_000 });
  const ask = (method: string, path: string, body: string, token: string | undefined): Promise<Answer> =>
    new Promise((resolve) => {
      const began = performance.now();
      let writtenMs = Number.POSITIVE_INFINITY;
      const done = (status: number, retryAfterS: number, text: string) =>
        resolve({ status, retryAfterS, body: text, ms: performance.now() - began, writtenMs });
      const headers = {
        ...(method === 'POST' && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
        ...(token && { Authorization: `Bearer ${token}` }),
      };
      const request = http.request({ host: '127.0.0.1', port, path, method, headers, agent });
      request.setTimeout(60_000, () => request.destroy(new Error('no answer within a minute')));
      request.once('finish', () => {
        writtenMs = performance.now() - began;
      });
      request.once('error', (error: NodeJS.ErrnoException) => done(0, 0, error.code ?? error.message));
      request.once('response', (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (piece) => {
          text += piece;
        });
        answer.once('close', () =>
          done(answer.complete ? (answer.statusCode ?? 0) : 0, Number(answer.headers['retry-after'] ?? 0), text),
        );
      });
      request.end(method === 'POST' ? body : undefined);
    });
  return {
    port,
    post: (path, body, token) => ask('POST', path, body, token),
    get: (path, token) => ask('GET', path, '', token),
    close: () => agent.destroy(),
  };
}
