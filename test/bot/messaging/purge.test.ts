import { createWorld, HOUR, type World } from './replying/world';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

describe('a message the provider should forget', () => {
  const copy = { account: 'AC1', message: 'SM-in', media: ['ME1'] };
  const purge = async () => {
    const empty = { attempts: 0, fence: 0, leaseUntil: 0 } as const;
    const item = {
      id: 'purge:m1',
      conversationId: 'c1',
      kind: 'purge',
      status: 'pending',
      dueAt: world.now(),
    } as const;
    await world.changes('c1', () => ({ work: [{ ...item, ...empty, body: { copy } }] }));
  };

  it('is deleted there, however often that takes', async () => {
    let times = 0;
    world.provider.purges = () => {
      times += 1;
      return times === 4;
    };
    await purge();
    world.start();
    await world.quiet();
    expect(world.provider.purged).toEqual([copy]);
    expect(await world.statuses('c1')).toBe('done');
  });

  it('is left to the operator after twelve tries', async () => {
    world.provider.purges = () => false;
    await purge();
    world.start();
    await world.quiet(3 * HOUR);
    expect(world.asked('purge')).toHaveLength(12);
    expect(await world.statuses('c1')).toBe('dead');
    expect(world.log).toContainEqual({ event: 'purge.givenUp', message: 'SM-in' });
  });
});
