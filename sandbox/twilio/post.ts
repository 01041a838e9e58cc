import http from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Patience, Trouble } from './patience';

export interface Delivery {
  readonly delivered: boolean;
  /** HTTP status of the last answer; 0 when there was none. */
  readonly status: number;
}

interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

export const UNDELIVERED: Delivery = { delivered: false, status: 0 };

/** The first pause between two attempts; each further one is twice as long. */
const PAUSE_MS = 100;

/** Posts a webhook until it is answered well, the attempts are used up, or the time is over. */
export async function deliver(post: Post, patience: Patience): Promise<Delivery> {
  const endsAt = performance.now() + patience.totalMs;
  for (let attempt = 0; ; attempt++) {
    const leftMs = endsAt - performance.now();
    const answer = await postOnce(post, patience, leftMs);
    const trouble = typeof answer === 'string' ? answer : troubleOf(answer);
    if (trouble === undefined) return { delivered: true, status: Number(answer) };
    const isOver = attempt >= patience.retries || !patience.retriedAfter.has(trouble) || post.signal.aborted;
    const pauseMs = PAUSE_MS * 2 ** attempt;
    if (isOver || performance.now() + pauseMs >= endsAt) return { delivered: false, status: Number(answer) || 0 };
    await wait(pauseMs);
  }
}

function troubleOf(status: number): Trouble | undefined {
  if (status >= 500) return '5xx';
  return status >= 400 ? '4xx' : undefined;
}

/** The status, or what stood in the way of one. */
function postOnce({ url, headers, body, signal }: Post, patience: Patience, leftMs: number): Promise<number | Trouble> {
  return new Promise((resolve) => {
    let trouble: Trouble = 'ct';
    const request = http.request(url, { method: 'POST', headers, agent: false, signal });
    let timer = setTimeout(() => request.destroy(), Math.min(patience.connectMs, leftMs));
    request.on('socket', (socket) =>
      socket.once('connect', () => {
        trouble = 'rt';
        clearTimeout(timer);
        timer = setTimeout(() => request.destroy(), Math.min(patience.readMs, leftMs));
      }),
    );
    request.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    request.on('error', () => undefined);
    request.on('close', () => {
      clearTimeout(timer);
      resolve(trouble);
    });
    request.end(body);
  });
}
