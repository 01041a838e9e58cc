import http from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { signedInbound, WEBHOOK_PATH } from '../bench/webhooks';
import { SENDER, type Written } from './customers';
import { PUBLIC_URL } from './machines';

/** One posting of a message; `afterMs` from the start, or as soon as there is room. */
export interface Delivery extends Written {
  readonly afterMs?: number;
}

export interface Task {
  readonly port: number;
  readonly startAt: number;
  readonly deliveries: readonly Delivery[];
}

/** How a task went. A delivery is one that was answered with 2xx in the end. */
export interface Done {
  readonly delivered: number;
  readonly attempts: number;
  /** Answers that were neither 2xx nor a request to try again. */
  readonly refused: readonly number[];
  readonly givenUp: number;
  /** How many of the deliveries were answered within this many milliseconds and not one less. */
  readonly acks: Readonly<Record<number, number>>;
}

/** No answer, the store is busy, or a server that has just started was too busy to read the request. */
const TRY_AGAIN: ReadonlySet<number> = new Set([0, 503, 408]);
const AT_ONCE = 12;
const MOST_ATTEMPTS = 150;
const PAUSE_MS = 200;
const agent = new http.Agent({ keepAlive: true });

/** A process that brings signed webhooks as Twilio does, each again and again until it is answered well. */
async function perform({ port, startAt, deliveries }: Task): Promise<Done> {
  const done: Doing = { delivered: 0, attempts: 0, refused: [], givenUp: 0, acks: {} };
  const bring = (delivery: Delivery) => deliver(port, delivery, done);
  await wait(Math.max(0, startAt - Date.now()));
  const timed = deliveries.filter(({ afterMs }) => afterMs !== undefined);
  const untimed = deliveries.filter(({ afterMs }) => afterMs === undefined);
  const lane = async () => {
    for (let next = untimed.shift(); next !== undefined; next = untimed.shift()) await bring(next);
  };
  await Promise.all([
    ...timed.map(async (delivery) => {
      await wait(Math.max(0, startAt + (delivery.afterMs ?? 0) - Date.now()));
      await bring(delivery);
    }),
    ...Array.from({ length: AT_ONCE }, lane),
  ]);
  return done;
}

type Doing = { -readonly [K in keyof Omit<Done, 'acks'>]: Done[K] } & { acks: Record<number, number> };

async function deliver(port: number, { user, sid, text }: Written, done: Doing) {
  const { body, signature } = signedInbound({ user, sid, text, sender: SENDER, publicUrl: PUBLIC_URL });
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    done.attempts += 1;
    const begun = performance.now();
    const status = await post(port, body, signature);
    if (status >= 200 && status < 300) {
      done.delivered += 1;
      const took = Math.ceil(performance.now() - begun);
      done.acks[took] = (done.acks[took] ?? 0) + 1;
      return;
    }
    if (!TRY_AGAIN.has(status)) done.refused = [...done.refused, status];
    await wait(PAUSE_MS);
  }
  done.givenUp += 1;
}

/** 0: there was no answer. */
function post(port: number, body: string, signature: string): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      'X-Twilio-Signature': signature,
    };
    const request = http.request({ port, host: '127.0.0.1', path: WEBHOOK_PATH, method: 'POST', headers, agent });
    request.setTimeout(15_000, () => request.destroy());
    request.once('response', (answer) => {
      answer.resume();
      answer.once('close', () => resolve(answer.complete ? (answer.statusCode ?? 0) : 0));
    });
    request.once('error', () => resolve(0));
    request.end(body);
  });
}

process.on('message', (task) => {
  // The parent sends nothing else.
  void perform(task as Task).then((done) => process.send?.(done));
});
process.on('disconnect', () => process.exit(0));
