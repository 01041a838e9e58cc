import Database from 'better-sqlite3';
import { createGroupCommit } from '../../../store/sqlite/groupCommit';
import { StoreFault } from '../../../store/storeFault';

const diskFull = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });

function group(commit: () => void) {
  const calls: string[] = [];
  const faults: StoreFault[] = [];
  const transaction = {
    begin: () => calls.push('begin') > 0,
    commit: () => {
      calls.push('commit');
      commit();
    },
    rollback: () => void calls.push('rollback'),
    isOpen: () => true,
  };
  const onFault = (fault: StoreFault) => void faults.push(fault);
  const subject = createGroupCommit({ transaction, windowMs: 0, restMs: 0, onCommitted: () => {}, onFault });
  return { ...subject, calls, faults };
}

it('rejects every member when the commit itself fails, and tries none of them again', async () => {
  const { submit, calls, faults } = group(() => {
    throw diskFull;
  });
  const outcomes = await Promise.allSettled([submit(() => 1), submit(() => 2), submit(() => 3)]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'full', retryable: true, cause: diskFull } });
  }
  expect(calls).toEqual(['begin', 'commit', 'rollback']);
  expect(faults).toHaveLength(1);
});

it('rolls the group back and runs it again one by one when a member throws', async () => {
  const { submit, calls, faults } = group(() => {});
  const bad = () => {
    throw new TypeError('bad');
  };
  const outcomes = await Promise.allSettled([submit(() => 1), submit(bad), submit(() => 3)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(calls.join(' ')).toBe('begin rollback begin commit begin rollback begin commit');
  expect(faults).toEqual([expect.objectContaining({ code: 'unexpected', retryable: false })]);
});

it('goes on with the next group after one that failed', async () => {
  let failing = true;
  const { submit } = group(() => {
    if (failing) throw diskFull;
  });
  await expect(submit(() => 1)).rejects.toBeInstanceOf(StoreFault);
  failing = false;
  expect(await submit(() => 2)).toBe(2);
});

it('never makes a group so large that it blocks for long, and leaves nobody out', async () => {
  const { submit, calls } = group(() => {});
  const results = await Promise.all(Array.from({ length: 600 }, (_, at) => submit(() => at)));
  expect(results).toHaveLength(600);
  expect(calls.filter((call) => call === 'commit')).toHaveLength(3);
});

it('keeps nothing of a group whose transaction ended in the middle', async () => {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE kept (value INTEGER)');
  const transaction = {
    begin: () => db.exec('BEGIN') !== undefined,
    commit: () => void db.exec('COMMIT'),
    rollback: () => {
      if (db.inTransaction) db.exec('ROLLBACK');
    },
    isOpen: () => db.inTransaction,
  };
  const parts = { transaction, windowMs: 0, restMs: 0, onCommitted: () => {}, onFault: () => {} };
  const { submit } = createGroupCommit(parts);
  const keep = (value: number) => () => void db.prepare('INSERT INTO kept VALUES (?)').run(value);
  // As SQLite does by itself at some faults, which the one who met them may take for its own.
  const outcomes = await Promise.allSettled([submit(keep(1)), submit(() => void db.exec('ROLLBACK')), submit(keep(3))]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(db.prepare('SELECT count(*) AS count FROM kept').get()).toEqual({ count: 0 });
  expect(await submit(keep(4))).toBeUndefined();
  db.close();
});

describe('while another process writes', () => {
  let now: number;
  let isTaken: boolean;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] });
    now = performance.now();
    isTaken = true;
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });
  const open = () => {
    const transaction = { begin: () => !isTaken, commit: () => {}, rollback: () => {}, isOpen: () => true };
    return createGroupCommit({ transaction, windowMs: 0, restMs: 0, onCommitted: () => {}, onFault: () => {} });
  };
  const told = (writes: readonly Promise<unknown>[]) => {
    const outcomes: string[] = writes.map(() => 'waits');
    for (const [at, write] of writes.entries()) {
      const note = (outcome: string) => () => {
        outcomes[at] = outcome;
      };
      write.then(note('kept'), note('refused'));
    }
    return outcomes;
  };

  it('is patient with each by itself, and no longer than it says', async () => {
    const { submit } = open();
    const first = submit(() => 1);
    await jest.advanceTimersByTimeAsync(4_000);
    const second = submit(() => 2);
    const outcomes = told([first, second]);
    await jest.advanceTimersByTimeAsync(1_200);
    expect(outcomes).toEqual(['refused', 'waits']);
    isTaken = false;
    await jest.advanceTimersByTimeAsync(100);
    expect(outcomes).toEqual(['refused', 'kept']);
  });

  it('counts the time that passed, not the looks it took', async () => {
    const { submit } = open();
    const outcomes = told([submit(() => 1)]);
    await jest.advanceTimersByTimeAsync(100);
    // The process stood still for longer than it is patient.
    jest.spyOn(performance, 'now').mockImplementation(() => now + 6_200);
    await jest.advanceTimersByTimeAsync(100);
    expect(outcomes).toEqual(['refused']);
  });
});
