import { inTurn } from './replying/provider';
import { createWorld, HOUR, type World } from './replying/world';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

describe('a reply of unknown fate', () => {
  it.each([
    ['taken', 'breaksAfter', 1],
    ['not taken', 'breaksBefore', 2],
  ] as const)('is looked up before anything else, when it was %s', async (_, behaviour, sends) => {
    world.provider.listsAfterMs = 4_000;
    world.provider.behaves = inTurn(behaviour, 'takes');
    await world.says('c1', ['one']);
    world.start();
    await world.quiet();
    expect(world.bodies()).toEqual(['one']);
    expect(world.provider.asked.map(({ what }) => what)).toEqual(['send', 'find', 'send'].slice(0, sends + 1));
    expect((await world.store().deliveries('c1')).map(({ sid }) => sid)).toEqual(['SM1']);
    expect(await world.statuses('c1')).toBe('done');
  });

  it("is another worker's once the lease has ended, and leaves from here no more", async () => {
    let sends = 0;
    world.provider.behaves = () => {
      // The process stood still between its claim and its request.
      if (sends++ === 0) world.passes(31_000);
      return 'takes';
    };
    await world.says('c1', ['one']);
    world.start();
    await world.quiet();
    expect(world.log).toContainEqual(expect.objectContaining({ event: 'reply.failed', reason: 'leaseEnded' }));
    expect(world.bodies()).toEqual(['one']);
  });

  it('is not looked up before it can be listed, even when the customer writes', async () => {
    world.provider.listsAfterMs = 4_000;
    world.provider.behaves = inTurn('breaksAfter', 'takes');
    await world.says('c1', ['one']);
    world.start();
    await world.quiet(1_000);
    await world.customerWrites('c1');
    await world.quiet();
    expect(world.bodies()).toEqual(['one']);
  });

  it('is not sent again while nobody can be asked', async () => {
    const begun = world.now();
    world.provider.finds = () => (world.now() < begun + 90_000 ? 'isDown' : 'finds');
    world.provider.behaves = inTurn('breaksAfter', 'takes');
    await world.says('c1', ['one']);
    world.start();
    await world.quiet();
    expect(world.bodies()).toEqual(['one']);
    expect(world.asked('send')).toHaveLength(1);
    expect(world.asked('find').length).toBeGreaterThan(2);
    expect(await world.statuses('c1')).toBe('done');
  });

  it('stays in doubt: what the provider refused for now is looked up again', async () => {
    world.provider.behaves = inTurn('breaksBefore', 'isBusy', 'takes');
    await world.says('c1', ['one']);
    world.start();
    await world.quiet();
    expect(world.provider.asked.map(({ what }) => what)).toEqual(['send', 'find', 'send', 'find', 'send']);
  });

  it('is not mistaken for another that says the same', async () => {
    await world.says('c1', ['same']);
    world.start();
    await world.quiet();
    world.provider.behaves = inTurn('breaksBefore', 'takes');
    await world.says('c1', ['same']);
    await world.quiet();
    expect(world.bodies()).toEqual(['same', 'same']);
  });

  it('is looked up when it was given up and is tried a second time', async () => {
    world.provider.behaves = inTurn('breaksAfter');
    const workId = await world.says('c1', ['one']);
    world.provider.finds = () => 'isDown';
    world.start();
    await world.quiet(3 * HOUR);
    expect(world.problems().map(({ problem }) => problem)).toEqual(['failed']);
    world.provider.finds = () => 'finds';
    const [item] = await world.items('c1');
    await world.changes('c1', () => ({
      work: item
        ? [{ ...item, id: `${workId}:again`, status: 'pending', attempts: 0, fence: 0, dueAt: world.now() }]
        : [],
    }));
    await world.quiet();
    expect(await world.statuses('c1')).toBe('dead done');
    expect(world.bodies()).toEqual(['one']);
  });

  it('is sent by one worker at a time, however slow the provider is', async () => {
    world.provider.behaves = () => {
      world.passes(9_000);
      return 'takes';
    };
    await world.says('c1', ['one', 'two', 'three', 'four', 'five', 'six']);
    world.start();
    world.start();
    await world.quiet();
    expect(world.bodies()).toEqual(['one', 'two', 'three', 'four', 'five', 'six']);
    expect(world.log.map(({ event }) => event)).not.toContain('reply.takenOver');
  });

  it('without any answer is given time, and an answer that comes late is still noted', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'Date', 'performance'] });
    const until = async (holds: () => boolean | Promise<boolean>) => {
      while (!(await holds())) await new Promise(setImmediate);
    };
    try {
      world.provider.behaves = inTurn('answersLate', 'takes');
      await world.says('c1', ['one']);
      world.start();
      await until(() => world.bodies().length === 1);
      await jest.advanceTimersByTimeAsync(9_999);
      expect(await world.statuses('c1')).toBe('claimed');
      await jest.advanceTimersByTimeAsync(1);
      await until(async () => (await world.statuses('c1')) === 'pending');
      expect(await world.store().deliveries('c1')).toEqual([]);
      await jest.advanceTimersByTimeAsync(5_000);
      await until(async () => (await world.store().deliveries('c1')).length === 1);
    } finally {
      jest.useRealTimers();
    }
    await world.quiet();
    expect(world.bodies()).toEqual(['one']);
    expect(world.asked('find')).toEqual([]);
    expect(await world.statuses('c1')).toBe('done');
  });
});

describe('a channel’s pace', () => {
  it('puts off what one person may not have yet, and nobody else', async () => {
    await world.end();
    world = createWorld({ user: { burst: 2, perSecond: 1 / 6 } });
    await world.says('c1', ['one', 'two', 'three', 'four']);
    await world.says('c2', ['other']);
    world.start();
    const begun = world.now();
    await world.quiet();
    const at = (user: string) => world.provider.taken.filter((one) => one.user === user).map((one) => one.at - begun);
    expect(at('user-of-c1')).toEqual([0, 0, 6_000, 12_000]);
    expect(at('user-of-c2')).toEqual([0]);
    expect(world.asked('find')).toEqual([]);
  });
});
