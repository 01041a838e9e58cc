import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttp, type Http, type HttpOutcome } from '../../adapters/http';
import type { IsHeld } from '../../adapters/lease';
import { createWorkLoop } from '../../bot/workLoop';
import type { WorkItem } from '../../store/documents';
import { aWorkItem } from '../store/documents';

/** A worker that stood still after its claim, in each way in which time may tell. */

const LEASE_MS = 30_000;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let received = 0;
let url: string;
let http: Http;
const bank = createServer((_, answer) => {
  received += 1;
  answer.end('{}');
});

beforeAll(async () => {
  await new Promise<void>((resolve) => bank.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(bank.address() as AddressInfo).port}/`;
  http = createHttp({ allowedHosts: ['127.0.0.1'] });
});
afterAll(() => {
  http.close();
  bank.close();
});
beforeEach(() => {
  received = 0;
});

it.each([
  ['by the clock that only runs on', { steady: LEASE_MS, clock: -600_000 }],
  ['by the clock on the wall, while the other stood still', { steady: 0, clock: LEASE_MS }],
])('sends nothing once its lease has ended, %s', async (_, stoodStill) => {
  const outcome = await sentAfter(stoodStill);
  expect(outcome).toEqual({ kind: 'notSent', reason: 'leaseEnded' });
  expect(received).toBe(0);
});

it('sends while its lease lasts, whatever the clock on the wall was set back to', async () => {
  expect(await sentAfter({ steady: LEASE_MS - 1, clock: -600_000 })).toMatchObject({ kind: 'response' });
  expect(received).toBe(1);
});

it('what is begun on the way for others, as a timer that is set, goes on when the lease has ended', async () => {
  const forOthers = () =>
    new Promise<HttpOutcome>((resolve) => setTimeout(() => resolve(http.request({ method: 'GET', url })), 1));
  expect(await sentAfter({ steady: LEASE_MS, clock: LEASE_MS }, forOthers)).toMatchObject({ kind: 'response' });
});

/** What comes of a request, begun at once by whoever claimed it, if so much time passes before the connection stands. */
async function sentAfter(
  passes: { readonly steady: number; readonly clock: number },
  send = (isHeld: IsHeld) => http.request({ method: 'POST', url, body: 'a lead', isHeld }),
): Promise<HttpOutcome> {
  const time = { steady: 1_000, clock: 1_000_000 };
  let waiting: readonly WorkItem[] = [aWorkItem('c1', 'w1', { leaseUntil: time.clock + LEASE_MS })];
  return new Promise((resolve) => {
    const loop = createWorkLoop({
      name: 'test',
      store: {
        claim: async () => {
          const claimed = waiting;
          waiting = [];
          return claimed;
        },
        nextDueAt: async () => undefined,
      },
      kinds: ['callout'],
      leaseMs: LEASE_MS,
      atOnce: 1,
      perform: async (_item, isHeld) => {
        const outcome = send(isHeld);
        time.steady += passes.steady;
        time.clock += passes.clock;
        resolve(await outcome);
        void loop.stop();
      },
      clock: () => time.clock,
      steady: () => time.steady,
      log: quiet,
    });
    loop.start();
  });
}
