import type { DeliveryProblem } from '../../dialogs/message';
import type { Behaviour } from './replying/provider';
import { createWorld, HOUR, type World } from './replying/world';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

const bodies = () => world.provider.taken.map(({ body }) => body);
const asked = (what: string) => world.provider.asked.filter((one) => one.what === what);
const problems = () => world.reports.map(({ id, workId, problem, code }) => ({ id, workId, problem, code }));
/** The given behaviours one after another, then the last of them. */
const inTurn = (...behaviours: readonly Behaviour[]) => {
  let at = 0;
  return () => {
    at += 1;
    return behaviours[at - 1] ?? behaviours.at(-1) ?? 'takes';
  };
};

describe('replies', () => {
  it('leave in order, part by part, each noted with its id', async () => {
    const first = await world.says('c1', ['one', 'two']);
    const second = await world.says('c1', ['three']);
    world.start();
    await world.quiet();
    expect(bodies()).toEqual(['one', 'two', 'three']);
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
    expect(asked('find')).toEqual([]);
  });

  it('of one conversation wait for nobody else’s', async () => {
    world.provider.behaves = (message) => (message.body === 'stuck' ? 'isBusy' : 'takes');
    await world.says('c1', ['stuck']);
    await world.says('c1', ['behind']);
    await Promise.all(['c2', 'c3', 'c4'].map((id) => world.says(id, [`to ${id}`])));
    world.start();
    await world.quiet(500);
    expect(bodies().sort()).toEqual(['to c2', 'to c3', 'to c4']);
    expect(await world.statuses('c1')).toBe('pending pending');
  });

  it('are composed as plain text when that was decided', async () => {
    await world.says('c1', ['one'], { asText: true });
    world.start();
    await world.quiet();
    expect(bodies()).toEqual(['as text: one']);
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
    while (asked('send').length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await replies.stop();
    expect(await world.statuses('c1')).toBe('done');
    await world.says('c1', ['two']);
    replies.wake();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(bodies()).toEqual(['one']);
  });

  it('to a customer who opted out are not sent, but for the one that confirms it', async () => {
    await world.says('c1', ['too late']);
    await world.changes('c1', (before) => ({
      conversation: { ...before, version: before.version + 1, optedOut: { at: world.now() } },
    }));
    await world.says('c1', ['confirmed'], { confirmsOptOut: true });
    await world.says('c1', ['after']);
    world.start();
    await world.quiet();
    expect(bodies()).toEqual(['confirmed']);
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
    const at = asked('send').map((one) => one.at);
    const waits = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(waits).toEqual([8_000, 9_000, 11_000]);
    expect(asked('find')).toEqual([]);
    expect(bodies()).toEqual(['one']);
  });

  it('is not tried earlier because the customer writes', async () => {
    world.provider.retryAfterMs = 50_000;
    world.provider.behaves = inTurn('isBusy', 'takes');
    await world.says('c1', ['one']);
    world.start();
    await world.quiet(1_000);
    await world.customerWrites('c1');
    await world.quiet();
    const [first, second, ...more] = asked('send').map((one) => one.at);
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
    expect(bodies()).toEqual(['behind']);
    expect(await world.statuses('c1')).toBe('dead done');
    expect(problems()).toEqual([{ id: `${stuck}:failed`, workId: stuck, problem: 'failed', code: 'http429' }]);
    const tries = asked('send').filter(({ body }) => body === 'stuck');
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
    expect(asked('send').filter(({ body }) => body === 'stuck')).toHaveLength(12);
    expect(problems().map(({ id }) => id)).toEqual([`${stuck}:failed`]);
    expect(bodies()).toEqual(behind);
  });

  it('gets out once the provider is well again', async () => {
    const begun = world.now();
    world.provider.behaves = () => (world.now() < begun + 90_000 ? 'isBusy' : 'takes');
    await world.says('c1', ['one']);
    world.start();
    await world.quiet();
    expect(bodies()).toEqual(['one']);
    expect(world.reports).toEqual([]);
  });
});

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
    expect(bodies()).toEqual(['one']);
    expect(world.provider.asked.map(({ what }) => what)).toEqual(['send', 'find', 'send'].slice(0, sends + 1));
    expect((await world.store().deliveries('c1')).map(({ sid }) => sid)).toEqual(['SM1']);
    expect(await world.statuses('c1')).toBe('done');
  });

  it('is not looked up before it can be listed, even when the customer writes', async () => {
    world.provider.listsAfterMs = 4_000;
    world.provider.behaves = inTurn('breaksAfter', 'takes');
    await world.says('c1', ['one']);
    world.start();
    await world.quiet(1_000);
    await world.customerWrites('c1');
    await world.quiet();
    expect(bodies()).toEqual(['one']);
  });

  it('is not sent again while nobody can be asked', async () => {
    const begun = world.now();
    world.provider.finds = () => (world.now() < begun + 90_000 ? 'isDown' : 'finds');
    world.provider.behaves = inTurn('breaksAfter', 'takes');
    await world.says('c1', ['one']);
    world.start();
    await world.quiet();
    expect(bodies()).toEqual(['one']);
    expect(asked('send')).toHaveLength(1);
    expect(asked('find').length).toBeGreaterThan(2);
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
    expect(bodies()).toEqual(['same', 'same']);
  });

  it('is looked up when it was given up and is tried a second time', async () => {
    world.provider.behaves = inTurn('breaksAfter');
    const workId = await world.says('c1', ['one']);
    world.provider.finds = () => 'isDown';
    world.start();
    await world.quiet(3 * HOUR);
    expect(problems().map(({ problem }) => problem)).toEqual(['failed']);
    world.provider.finds = () => 'finds';
    const [item] = await world.items('c1');
    await world.changes('c1', () => ({
      work: item
        ? [{ ...item, id: `${workId}:again`, status: 'pending', attempts: 0, fence: 0, dueAt: world.now() }]
        : [],
    }));
    await world.quiet();
    expect(await world.statuses('c1')).toBe('dead done');
    expect(bodies()).toEqual(['one']);
  });

  it('without any answer is given time, and an answer that comes late is still noted', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'Date', 'performance'] });
    try {
      world.provider.behaves = inTurn('neverAnswers', 'takes');
      await world.says('c1', ['one']);
      world.start();
      const until = async (holds: () => boolean | Promise<boolean>) => {
        while (!(await holds())) await new Promise(setImmediate);
      };
      await until(() => bodies().length === 1);
      expect(await world.statuses('c1')).toBe('claimed');
      await jest.advanceTimersByTimeAsync(10_000);
      await until(async () => (await world.statuses('c1')) === 'pending');
    } finally {
      jest.useRealTimers();
    }
    world.start();
    await world.quiet();
    expect(bodies()).toEqual(['one']);
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
      expect(problems()).toEqual([{ id: `${workId}:${problem}`, workId, problem, code: '63000' }]);
      expect(world.reports[0]).toMatchObject({ kind: 'delivery', conversationId: 'c1', channel: 'whatsapp' });
      expect(await world.statuses('c1')).toBe('dead done');
      expect(bodies()).toEqual(['three']);
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
    expect(bodies()).toEqual([]);
    expect(world.provider.nudges.map((nudge) => [nudge.workId, nudge.part, nudge.body])).toEqual([
      [workId, -1, 'en-SG'],
    ]);
    expect(await world.statuses('c1')).toBe('pending pending');

    await world.customerWrites('c1');
    await world.quiet();
    expect(bodies()).toEqual(['late', 'later still']);
    expect(world.provider.nudges).toHaveLength(1);
    expect(world.reports).toEqual([]);
  });

  it('begins a minute before the provider closes it', async () => {
    await world.says('c1', ['in time']);
    await world.says('c2', ['too late']);
    world.passes(24 * HOUR - 60_001);
    world.start();
    await world.quiet(0);
    expect(bodies()).toEqual(['in time', 'too late']);
    await world.says('c1', ['too late']);
    world.passes(1);
    await world.quiet();
    expect(bodies()).toEqual(['in time', 'too late']);
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
    expect(problems()).toEqual([{ id: `${workId}:windowClosed`, workId, problem: 'windowClosed', code }]);
    expect(await world.statuses('c1')).toBe('pending');
    await world.customerWrites('c1');
    await world.quiet();
    expect(bodies()).toEqual(['late']);
  });

  it('is ended when the question finds that the customer opted out', async () => {
    world.provider.asksToWrite = () => ({ refuses: 'optedOut', code: '63033' });
    const workId = await late();
    world.start();
    await world.quiet();
    expect(problems().map(({ id }) => id)).toEqual([`${workId}:optedOut`]);
    expect(await world.statuses('c1')).toBe('dead');
  });

  it('keeps asking a provider that is busy, then tells a turn, and waits all the same', async () => {
    world.provider.asksToWrite = () => 'isBusy';
    await late();
    await world.says('c1', ['behind']);
    world.start();
    await world.quiet(3 * HOUR);
    expect(asked('nudge')).toHaveLength(12);
    expect(problems().map(({ problem }) => problem)).toEqual(['windowClosed']);
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
    expect(bodies()).toEqual(['one']);
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
    expect(bodies()).toEqual(['late']);
  });

  it('is not asked about by a customer who opted out', async () => {
    await late();
    await world.changes('c1', (before) => ({
      conversation: { ...before, version: before.version + 1, optedOut: { at: 1 } },
    }));
    world.start();
    await world.quiet();
    expect(asked('nudge')).toEqual([]);
    expect(await world.statuses('c1')).toBe('dead');
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
    expect(asked('find')).toEqual([]);
  });
});

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
    expect(asked('purge')).toHaveLength(12);
    expect(await world.statuses('c1')).toBe('dead');
    expect(world.log).toContainEqual({ event: 'purge.givenUp', message: 'SM-in' });
  });
});
