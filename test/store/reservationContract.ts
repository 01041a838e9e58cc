import type { Holder, Reservation, Store } from '../../store/store';
import { aCommit, aConversation, anEntry } from './documents';

const COMMITTED = { status: 'committed' };
const AT = 1_000_000;

/** A turn that reserves, under a message of its own. */
function reserving(id: string, version: number, names: readonly string[], changes: Partial<Reservation> = {}) {
  const reserve = { names, run: 1, at: AT, inPlaceOf: [], ...changes };
  const conversation = aConversation(id, version + 1, { seq: version + 1 });
  return aCommit(id, version, {
    conversation,
    inboxKey: `m${version}-${reserve.run}`,
    transcript: [anEntry(version + 1)],
    reserve,
  });
}

const holder = (conversationId: string, run = 1): Holder => ({ conversationId, run, at: AT });
const taken = (by: Holder) => ({ status: 'taken', by });

/** What every store promises of names that one run of one conversation holds alone. */
export function reserves(store: () => Store): void {
  beforeEach(async () => {
    for (const id of ['c1', 'c2', 'c3']) await store().commit(aCommit(id, 0));
  });

  it('keeps a turn whose names nobody holds, and none whose name somebody does', async () => {
    expect(await store().commit(reserving('c1', 1, ['a', 'b']))).toEqual(COMMITTED);
    expect(await store().commit(reserving('c2', 1, ['x', 'b']))).toEqual(taken(holder('c1')));
    expect((await store().load('c2'))?.version).toBe(1);
    expect(await store().transcript('c2', 0, 9)).toEqual([]);
    // Nothing of the refused turn is held, and its message may come again.
    expect(await store().commit(reserving('c3', 1, ['x']))).toEqual(COMMITTED);
    expect(await store().commit(reserving('c2', 1, ['y']))).toEqual(COMMITTED);
  });

  it('lets a run keep what it holds, and take more', async () => {
    expect(await store().commit(reserving('c1', 1, ['a']))).toEqual(COMMITTED);
    expect(await store().commit(reserving('c1', 2, ['a', 'b']))).toEqual(COMMITTED);
    expect(await store().commit(reserving('c2', 1, ['b']))).toEqual(taken(holder('c1')));
  });

  it('does not take another run of the same conversation for the holder', async () => {
    await store().commit(reserving('c1', 1, ['a']));
    expect(await store().commit(reserving('c1', 2, ['a'], { run: 2 }))).toEqual(taken(holder('c1')));
  });

  it('hands over what a holder is known to be done with, and only of that holder', async () => {
    await store().commit(reserving('c1', 1, ['a']));
    const other = { inPlaceOf: [holder('c3'), { ...holder('c1'), at: AT - 1 }] };
    expect(await store().commit(reserving('c2', 1, ['a'], other))).toEqual(taken(holder('c1')));
    expect(await store().commit(reserving('c2', 1, ['a'], { inPlaceOf: [holder('c1')] }))).toEqual(COMMITTED);
    expect(await store().commit(reserving('c3', 1, ['a'], { inPlaceOf: [holder('c1')] }))).toEqual(taken(holder('c2')));
  });

  it('tells a duplicate and a conflict before it looks at names', async () => {
    await store().commit(reserving('c1', 1, ['a']));
    await store().commit(reserving('c2', 1, ['b']));
    expect(await store().commit(reserving('c2', 1, ['a']))).toEqual({ status: 'duplicate', receipt: 0 });
    expect(await store().commit({ ...reserving('c2', 1, ['a']), inboxKey: 'other' })).toEqual({ status: 'conflict' });
  });

  it('refuses to reserve without a message', async () => {
    const { inboxKey: _none, ...commit } = reserving('c1', 1, ['a']);
    await expect(store().commit(commit)).rejects.toMatchObject({ code: 'invalidCommit' });
  });

  it('gives names that many want at once to exactly one of them, in whatever order they name them', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `r${index}`);
    for (const id of ids) await store().commit(aCommit(id, 0));
    const names = ['m', 'e', 'x'];
    const wishes = ids.map((id, index) => {
      const rotated = [...names.slice(index % 3), ...names.slice(0, index % 3)];
      return store().commit(reserving(id, 1, index % 2 ? rotated : rotated.slice(0, 2)));
    });
    const outcomes = await Promise.all(wishes);
    const won = outcomes.filter(({ status }) => status === 'committed');
    expect(won).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 'taken')).toHaveLength(ids.length - 1);
  });
}
