import { inTurn } from './replying/provider';
import { createWorld, HOUR, type World } from './replying/world';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

describe('a reply after the window closed', () => {
  const late = async (text = 'late') => {
    const workId = await world.says('c1', [text]);
    world.passes(24 * HOUR);
    return workId;
  };

  it('waits for the customer, who is asked once to write, and then leaves in order', async () => {
    const workId = await late();
    await world.says('c1', ['later still']);
    world.start();
    await world.quiet();
    expect(world.bodies()).toEqual([]);
    expect(world.provider.nudges.map((nudge) => [nudge.workId, nudge.part, nudge.body])).toEqual([
      [workId, -1, 'en-SG'],
    ]);
    expect(await world.statuses('c1')).toBe('pending pending');

    await world.customerWrites('c1');
    await world.quiet();
    expect(world.bodies()).toEqual(['late', 'later still']);
    expect(world.provider.nudges).toHaveLength(1);
    expect(world.reports).toEqual([]);
  });

  it('begins a minute before the provider closes it', async () => {
    await world.says('c1', ['in time']);
    await world.says('c2', ['too late']);
    world.passes(24 * HOUR - 60_001);
    world.start();
    await world.quiet(0);
    expect(world.bodies()).toEqual(['in time', 'too late']);
    await world.says('c1', ['too late']);
    world.passes(1);
    await world.quiet();
    expect(world.bodies()).toEqual(['in time', 'too late']);
    expect(world.provider.nudges).toHaveLength(1);
  });

  it('asks nobody a second time while it waits', async () => {
    await late();
    world.start();
    await world.quiet(100 * 24 * HOUR);
    expect(world.provider.nudges).toHaveLength(1);
    expect(await world.statuses('c1')).toBe('pending');
    await world.restart();
    world.start();
    await world.quiet(40 * 24 * HOUR);
    expect(world.provider.nudges).toHaveLength(1);
  });

  it.each([
    ['nobody can be asked in that language', undefined, ''],
    ['it is unknown whether the question arrived', 'breaksBefore', 'reset'],
    ['the question is refused', { refuses: 'policy', code: '63027' }, '63027'],
  ] as const)('is told as a turn and waits, when %s', async (_, behaviour, code) => {
    world.provider.asksToWrite = behaviour && (() => behaviour);
    const workId = await late();
    world.start();
    await world.quiet();
    expect(world.problems()).toEqual([{ id: `${workId}:windowClosed`, workId, problem: 'windowClosed', code }]);
    expect(await world.statuses('c1')).toBe('pending');
    await world.customerWrites('c1');
    await world.quiet();
    expect(world.bodies()).toEqual(['late']);
  });

  it('is ended when the question finds that the customer opted out', async () => {
    world.provider.asksToWrite = () => ({ refuses: 'optedOut', code: '63033' });
    const workId = await late();
    world.start();
    await world.quiet();
    expect(world.problems().map(({ id }) => id)).toEqual([`${workId}:optedOut`]);
    expect(await world.statuses('c1')).toBe('dead');
  });

  it('keeps asking a provider that is busy, then tells a turn, and waits all the same', async () => {
    world.provider.asksToWrite = () => 'isBusy';
    await late();
    await world.says('c1', ['behind']);
    world.start();
    await world.quiet(3 * HOUR);
    expect(world.asked('nudge')).toHaveLength(12);
    expect(world.problems().map(({ problem }) => problem)).toEqual(['windowClosed']);
    expect(await world.statuses('c1')).toBe('pending pending');
  });

  it('waits also when only the provider knows that it is closed', async () => {
    world.provider.behaves = inTurn({ refuses: 'windowClosed', code: '63016' }, 'takes');
    await world.says('c1', ['one']);
    world.start();
    await world.quiet();
    expect(await world.statuses('c1')).toBe('pending');
    expect(world.provider.nudges).toHaveLength(1);
    await world.customerWrites('c1');
    await world.quiet();
    expect(world.bodies()).toEqual(['one']);
  });

  it('does not fall asleep while the customer writes', async () => {
    await late();
    let written: Promise<void> | undefined;
    world.provider.asksToWrite = () => {
      written = world.customerWrites('c1');
      return 'takes';
    };
    world.start();
    await world.quiet(60_000);
    await written;
    expect(world.bodies()).toEqual(['late']);
  });

  it('is not asked about by a customer who opted out', async () => {
    await late();
    await world.changes('c1', (before) => ({
      conversation: { ...before, version: before.version + 1, optedOut: { at: 1, toldTo: 'us' } },
    }));
    world.start();
    await world.quiet();
    expect(world.asked('nudge')).toEqual([]);
    expect(await world.statuses('c1')).toBe('dead');
  });
});
