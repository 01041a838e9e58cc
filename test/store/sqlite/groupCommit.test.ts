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
