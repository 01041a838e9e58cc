import type { DeliveryProblem } from '../../../dialogs/message';
import { inTurn } from './replying/provider';
import { createWorld, HOUR, type World } from './replying/world';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

describe('replies', () => {
  it('leave in order, part by part, each noted with its id', async () => {
    const first = await world.says('c1', ['one', 'two']);
    const second = await world.says('c1', ['three']);
    world.start();
    await world.quiet();
    expect(world.bodies()).toEqual(['one', 'two', 'three']);
    expect(await world.statuses('c1')).toBe('done done');
    const noted = (await world.store().deliveries('c1')).map(({ workId, part, sid, status }) => [
      workId,
      part,
      sid,
      status,
    ]);
    expect(noted).toEqual([
      [first, 0, 'SM1', 'queued'],
      [first, 1, 'SM2', 'queued'],
      [second, 0, 'SM3', 'queued'],
    ]);
    expect(world.asked('find')).toEqual([]);
  });

  it('of one conversation wait for nobody else’s', async () => {
    world.provider.behaves = (message) => (message.body === 'stuck' ? 'isBusy' : 'takes');
    await world.says('c1', ['stuck']);
    await world.says('c1', ['behind']);
    await Promise.all(['c2', 'c3', 'c4'].map((id) => world.says(id, [`to ${id}`])));
    world.start();
    await world.quiet(500);
    expect(world.bodies().toSorted()).toEqual(['to c2', 'to c3', 'to c4']);
    expect(await world.statuses('c1')).toBe('pending pending');
  });

  it('are composed as plain text when that was decided', async () => {
    await world.says('c1', ['one'], { asText: true });
    world.start();
    await world.quiet();
    expect(world.bodies()).toEqual(['as text: one']);
  });

  it('are claimed by one of two workers', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, at) => world.says(`c${at}`, ['one', 'two'])));
    world.start();
    world.start();
    await world.quiet();
    expect(world.provider.taken).toHaveLength(40);
  });

  it('still running are finished by a stop, and nothing begins after it', async () => {
    await world.says('c1', ['one']);
    const { replies } = world.start();
    while (world.asked('send').length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await replies.stop();
    expect(await world.statuses('c1')).toBe('done');
    await world.says('c1', ['two']);
    replies.wake();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(world.bodies()).toEqual(['one']);
  });

  it('to a customer who opted out are not sent, but for the one that confirms it', async () => {
    await world.says('c1', ['too late']);
    await world.changes('c1', (before) => ({
      conversation: { ...before, version: before.version + 1, optedOut: { at: world.now(), toldTo: 'us' } },
    }));
    await world.says('c1', ['confirmed'], { confirmsOptOut: true });
    await world.says('c1', ['after']);
    world.start();
    await world.quiet();
    expect(world.bodies()).toEqual(['confirmed']);
    expect(await world.statuses('c1')).toBe('dead done dead');
    expect(world.reports).toEqual([]);
  });

  it('are written into no log', async () => {
    world.provider.behaves = inTurn('isBusy', 'breaksAfter', { refuses: 'policy', code: '63013' });
    await world.says('c1', ['my secret']);
    await world.says('c1', ['my secret']);
    world.start();
    await world.quiet();
    expect(world.log.length).toBeGreaterThan(3);
    expect(JSON.stringify(world.log)).not.toMatch(/secret|user-of/);
  });
});

describe('a reply the provider does not take now', () => {
  it('is tried again, later each time and not before the provider says, without being looked up', async () => {
    world.provider.retryAfterMs = 7_000;
    world.provider.behaves = inTurn('isBusy', 'isBusy', 'isBusy', 'takes');
    await world.says('c1', ['one']);
    world.start();
    await world.quiet();
    const at = world.asked('send').map((one) => one.at);
    const waits = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(waits).toEqual([8_000, 9_000, 11_000]);
    expect(world.asked('find')).toEqual([]);
    expect(world.bodies()).toEqual(['one']);
  });

  it('is not tried earlier because the customer writes', async () => {
    world.provider.retryAfterMs = 50_000;
    world.provider.behaves = inTurn('isBusy', 'takes');
    await world.says('c1', ['one']);
    world.start();
    await world.quiet(1_000);
    await world.customerWrites('c1');
    await world.quiet();
    const [first, second, ...more] = world.asked('send').map((one) => one.at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(50_000);
    expect(more).toEqual([]);
  });

  it('is given up after a minute when others wait behind it, and a turn is told', async () => {
    world.provider.behaves = (message) => (message.body === 'stuck' ? 'isBusy' : 'takes');
    const stuck = await world.says('c1', ['stuck']);
    await world.says('c1', ['behind']);
    world.start();
    const begun = world.now();
    await world.quiet();
    expect(world.bodies()).toEqual(['behind']);
    expect(await world.statuses('c1')).toBe('dead done');
    expect(world.problems()).toEqual([{ id: `${stuck}:failed`, workId: stuck, problem: 'failed', code: 'http429' }]);
    const tries = world.asked('send').filter(({ body }) => body === 'stuck');
    expect((tries.at(-1)?.at ?? 0) - begun).toBeGreaterThanOrEqual(60_000);
    expect((tries.at(-2)?.at ?? 0) - begun).toBeLessThan(60_000);
  });

  it.each([
    ['nobody waits behind it', {}, []],
    ['it tells the reference number', { isReference: true } as const, ['behind']],
  ])('is kept trying when %s, and after twelve tries a turn is told', async (_, changes, behind) => {
    world.provider.behaves = (message) => (message.body === 'stuck' ? 'isBusy' : 'takes');
    const stuck = await world.says('c1', ['stuck'], changes);
    for (const text of behind) await world.says('c1', [text]);
    world.start();
    await world.quiet(3 * HOUR);
    expect(world.asked('send').filter(({ body }) => body === 'stuck')).toHaveLength(12);
    expect(world.problems().map(({ id }) => id)).toEqual([`${stuck}:failed`]);
    expect(world.bodies()).toEqual(behind);
  });

  it('gets out once the provider is well again', async () => {
    const begun = world.now();
    world.provider.behaves = () => (world.now() < begun + 90_000 ? 'isBusy' : 'takes');
    await world.says('c1', ['one']);
    world.start();
    await world.quiet();
    expect(world.bodies()).toEqual(['one']);
    expect(world.reports).toEqual([]);
  });
});

describe('a reply the provider refuses', () => {
  it.each(['optedOut', 'contentRefused', 'unreachable', 'policy', 'failed'] as const)(
    'as %s is told as a turn, once, and the next goes on',
    async (problem: DeliveryProblem) => {
      world.provider.behaves = inTurn({ refuses: problem, code: '63000' }, 'takes');
      const workId = await world.says('c1', ['one', 'two']);
      await world.says('c1', ['three']);
      world.start();
      await world.quiet();
      expect(world.problems()).toEqual([{ id: `${workId}:${problem}`, workId, problem, code: '63000' }]);
      expect(world.reports[0]).toMatchObject({ kind: 'delivery', conversationId: 'c1', channel: 'whatsapp' });
      expect(await world.statuses('c1')).toBe('dead done');
      expect(world.bodies()).toEqual(['three']);
    },
  );

  it('is not let go before the turn is kept', async () => {
    world.provider.behaves = () => ({ refuses: 'policy', code: '63013' });
    await world.says('c1', ['one']);
    let reports = 0;
    world.start({
      report: async () => {
        reports += 1;
        if (reports === 1) throw new Error('the store is down');
      },
    });
    while (reports === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await world.statuses('c1')).toBe('claimed');
    world.passes(31_000);
    await world.quiet();
    expect(reports).toBe(2);
    expect(await world.statuses('c1')).toBe('dead');
  });
});
