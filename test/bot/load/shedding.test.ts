import type { Load } from '../../../bot/load/admission';
import { createMeter, grantedMemory } from '../../../bot/load/meter';
import { createShedding } from '../../../bot/load/shedding';
import type { LogLine } from '../../../bot/telemetry';
import { call, startFront } from '../../adapters/channels/frontHarness';

const LIMITS = { loopDelayMs: 200, queuedTurns: 1_000, memory: 0.85, streams: 2_000 };
const CALM: Load = { loopDelayMs: 0, queuedTurns: 0, memory: 0.1, streams: 0 };

/** Looks as often as the test says, at the load that it says. */
function started() {
  const lines: LogLine[] = [];
  const keep = (line: LogLine) => void lines.push(line);
  let load = CALM;
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  const shedding = createShedding({ limits: LIMITS, log: { debug: keep, info: keep, warn: keep, error: keep } });
  shedding.watch({ look: () => load, stop: () => undefined });
  return {
    shedding,
    lines,
    looks(times: number, at: Partial<Load>) {
      load = { ...CALM, ...at };
      jest.advanceTimersByTime(times * 1_000);
    },
  };
}

afterEach(() => jest.useRealTimers());

it('closes by class, says for how long to stay away, tells the log once a step, and opens again', () => {
  const { shedding, lines, looks } = started();
  expect([shedding.admit('later'), shedding.now()]).toEqual([undefined, []]);
  looks(2, { queuedTurns: 4_000 });
  expect(shedding.now()).toEqual(['later', 'new']);
  expect(shedding.admit('new')).toMatchObject({ status: 503, headers: { 'Retry-After': '5' } });
  expect([shedding.admit('running'), shedding.turnsAway('new')]).toEqual([undefined, 5_000]);
  looks(9, { queuedTurns: 4_000 });
  expect([shedding.admit('running')?.status, shedding.admit('first')]).toEqual([503, undefined]);
  looks(9, {});
  expect(shedding.now()).toEqual([]);
  expect(lines.map(({ step }) => step)).toEqual([1, 2, 3, 2, 1, 0]);
  expect(lines[1]).toMatchObject({ event: 'load.shedding', turnedAway: 'later,new', queuedTurns: 4_000 });
  shedding.stop();
});

it('measures a loop that was held up, and what it is asked to count', async () => {
  const meter = createMeter({ queuedTurns: () => 7, streams: () => 3, memoryLimitBytes: 1 });
  await new Promise((resolve) => setTimeout(resolve, 60));
  const until = performance.now() + 150;
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 60));
  const held = meter.look();
  expect(held).toMatchObject({ queuedTurns: 7, streams: 3 });
  expect(held.loopDelayMs).toBeGreaterThan(100);
  // A limit of one byte is passed by any process.
  expect(held.memory).toBeGreaterThan(1);
  meter.stop();
  const { memory } = createMeter({ queuedTurns: () => 0, streams: () => 0 }).look();
  expect(memory > 0 && memory < 1).toBe(true);
  expect([undefined, 'number']).toContain(grantedMemory() === undefined ? undefined : typeof grantedMemory());
});

describe('the web chat’s door', () => {
  const busyFor = (...away: readonly string[]) =>
    startFront({
      server: {
        admit: (urgency) =>
          away.includes(urgency) ? { status: 503, headers: { 'Retry-After': '5' }, body: {} } : undefined,
      },
    });

  it('turns new customers away before those who were here, who come back by their cookie', async () => {
    const front = await busyFor('new');
    const first = await call(front, 'POST', '/api/chat/token', { json: { market: 'SG' } });
    expect([first.status, first.headers['retry-after']]).toEqual([503, '5']);
    const back = { json: { market: 'SG' }, headers: { cookie: 'a=b; lc_SG=x.y' } };
    expect((await call(front, 'POST', '/api/chat/token', back)).status).toBe(200);
    await front.stop();
  });

  it.each([
    ['running', 503],
    ['first', 401],
  ] as const)('judges what is written into a conversation by that conversation: %s', async (urgency, status) => {
    const front = await busyFor('new', 'running');
    front.gateway.urgent = urgency;
    const path = '/v3/directline/conversations/abc/activities';
    expect((await call(front, 'POST', path, { json: {} })).status).toBe(status);
    await front.stop();
  });

  it('lets a page of an allowed site read the answer, and no other', async () => {
    const front = await busyFor('new');
    const from = (origin: string) =>
      call(front, 'POST', '/api/chat/token', { json: { market: 'SG' }, headers: { origin } });
    const [allowed, other] = [await from('https://www.bank.example'), await from('https://evil.example')];
    expect(allowed.headers['access-control-allow-origin']).toBe('https://www.bank.example');
    expect(allowed.headers['access-control-expose-headers']).toContain('Retry-After');
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
    await front.stop();
  });
});
