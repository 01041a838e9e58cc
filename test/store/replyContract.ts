import { AT_ONCE, type WorkItem } from '../../store/documents';
import type { ClaimRequest, Store } from '../../store/store';
import { CLOCK } from './clock';
import { aCommit, aWorkItem } from './documents';

const aReply = (conversationId: string, id: string, changes: Partial<WorkItem> = {}) =>
  aWorkItem(conversationId, id, { kind: 'reply', body: { from: 1, to: 1 }, ...changes });
const replies = (now: number, changes: Partial<ClaimRequest> = {}): ClaimRequest => ({
  kinds: ['reply'],
  now,
  leaseMs: 50,
  limit: 10,
  ...changes,
});

/** What stands in a line, one after the other: replies, and what a contact centre is told. */
export function givesInOrder(kind: 'reply' | 'hub', store: () => Store): void {
  const anItem: typeof aReply = (conversationId, id, changes = {}) => aReply(conversationId, id, { kind, ...changes });
  const request = (now: number, changes: Partial<ClaimRequest> = {}) => replies(now, { kinds: [kind], ...changes });
  const claimed = async (now: number, changes: Partial<ClaimRequest> = {}) =>
    (await store().claim(request(now, changes))).map((item) => `${item.conversationId}/${item.id}`);
  const settle = (id: string, fence: number, status: 'done' | 'dead' | 'pending', dueAt?: number) =>
    store().settle({ conversationId: 'c1', id, fence, status, ...(dueAt === undefined ? {} : { dueAt }) });

  it('are given out one at a time, in the order they were committed', async () => {
    await store().commit(aCommit('c1', 0, { work: [anItem('c1', 'r1', { dueAt: 90 }), anItem('c1', 'r2')] }));
    await store().commit(aCommit('c1', 1, { work: [anItem('c1', 'r0', { dueAt: 1 })] }));
    for (const id of ['r1', 'r2', 'r0']) {
      expect(await claimed(100)).toEqual([`c1/${id}`]);
      expect(await claimed(100)).toEqual([]);
      expect(await settle(id, 1, id === 'r2' ? 'dead' : 'done')).toBe(true);
    }
    expect(await claimed(10_000)).toEqual([]);
    expect(await store().nextDueAt([kind])).toBeUndefined();
  });

  it('do not wait for those of other conversations nor for other work', async () => {
    const work = [aWorkItem('c1', 'w1'), anItem('c1', 'r1'), anItem('c1', 'r2'), aWorkItem('c1', 'w2')];
    await store().commit(aCommit('c1', 0, { work }));
    await store().commit(aCommit('c2', 0, { work: [anItem('c2', 'r1')] }));
    expect(await claimed(100, { kinds: [kind, 'callout'] })).toEqual(['c1/w1', 'c1/r1', 'c1/w2', 'c2/r1']);
  });

  it('wait behind one that was put off, whose time alone counts as the next', async () => {
    await store().commit(aCommit('c1', 0, { work: [anItem('c1', 'r1'), anItem('c1', 'r2', { dueAt: 1 })] }));
    expect(await store().nextDueAt([kind])).toBe(100);
    await claimed(100);
    expect(await store().nextDueAt([kind])).toBe(150);
    await settle('r1', 1, 'pending', 900);
    expect(await store().nextDueAt([kind])).toBe(900);
    expect(await claimed(899)).toEqual([]);
    expect(await claimed(900)).toEqual(['c1/r1']);
    await settle('r1', 2, 'done');
    expect(await store().nextDueAt([kind])).toBe(1);
    expect(await claimed(900)).toEqual(['c1/r2']);
  });

  it('go on after one that was ended by a turn', async () => {
    await store().commit(aCommit('c1', 0, { work: [anItem('c1', 'r1'), anItem('c1', 'r2')] }));
    await claimed(100);
    const ended = aCommit('c1', 1, { settle: [{ id: 'r1', fence: 1, status: 'dead' }], work: [anItem('c1', 'r3')] });
    expect(await store().commit(ended)).toEqual({ status: 'committed' });
    expect(await claimed(100)).toEqual(['c1/r2']);
  });

  it('are taken over one at a time from a claim that never reported back', async () => {
    await store().commit(aCommit('c1', 0, { work: [anItem('c1', 'r1'), anItem('c1', 'r2')] }));
    await claimed(100);
    const [taken, ...more] = await store().claim(request(150));
    expect([taken?.id, taken?.orphaned, more]).toEqual(['r1', true, []]);
    expect(await settle('r1', 1, 'done')).toBe(false);
    expect(await claimed(160)).toEqual([]);
    expect(await settle('r1', 2, 'done')).toBe(true);
    expect(await claimed(160)).toEqual(['c1/r2']);
  });

  it('reach two workers at once without being doubled or overtaken', async () => {
    const work = (id: string) => Array.from({ length: 3 }, (_, at) => anItem(id, `r${at}`));
    const ids = Array.from({ length: 8 }, (_, at) => `c${at}`);
    await Promise.all(ids.map((id) => store().commit(aCommit(id, 0, { work: work(id) }))));
    for (const round of ['r0', 'r1', 'r2']) {
      const both = await Promise.all([1, 2].map(() => store().claim(request(100, { limit: 5 }))));
      const got = both.flat();
      expect(got.map((item) => `${item.conversationId}/${item.id}`).sort()).toEqual(ids.map((id) => `${id}/${round}`));
      await Promise.all(got.map(({ conversationId, id, fence }) => settleDone(conversationId, id, fence)));
    }
  });
  const settleDone = (conversationId: string, id: string, fence: number) =>
    store().settle({ conversationId, id, fence, status: 'done' });
}

/** Replies that wait for the customer. */
export function repliesWoken(store: () => Store): void {
  const due = async () => (await store().work('c1')).map((item) => item.dueAt);

  it('makes what was put off due at once, whatever the clock says then, still in order', async () => {
    const work = [aReply('c1', 'r1', { dueAt: 5_000 }), aReply('c1', 'r2', { dueAt: 7_000 }), aReply('c1', 'r3')];
    await store().commit(aCommit('c1', 0, { work }));
    await store().commit(aCommit('c1', 1, { wakeReplies: true }));
    expect(await due()).toEqual([AT_ONCE, AT_ONCE, 100]);
    expect(await store().nextDueAt(['reply'])).toBe(AT_ONCE);
    expect((await store().claim(replies(CLOCK - 900))).map((item) => item.id)).toEqual(['r1']);
  });

  it('leaves alone what is claimed, ended, of another kind or of another conversation', async () => {
    const later = { dueAt: 5_000 };
    const timer = aWorkItem('c1', 't1', { kind: 'timer', ...later });
    await store().commit(aCommit('c1', 0, { work: [aReply('c1', 'r1'), aReply('c1', 'r2'), timer] }));
    await store().commit(aCommit('c2', 0, { work: [aReply('c2', 'r1', later)] }));
    await store().claim(replies(100));
    await store().settle({ conversationId: 'c1', id: 'r1', fence: 1, status: 'done' });
    await store().claim(replies(200));
    await store().commit(aCommit('c1', 1, { wakeReplies: true }));
    expect(await due()).toEqual([100, 100, 5_000]);
    expect(await store().nextDueAt(['reply'])).toBe(250);
    expect((await store().work('c2')).map((item) => item.dueAt)).toEqual([5_000]);
  });

  it('wakes nothing by a commit that is refused', async () => {
    await store().commit(aCommit('c1', 0, { work: [aReply('c1', 'r1', { dueAt: 5_000 })] }));
    expect(await store().commit(aCommit('c1', 0, { wakeReplies: true }))).toEqual({ status: 'conflict' });
    expect(await due()).toEqual([5_000]);
  });
}

/** The end of a claim without a turn. */
export function settlesAlone(store: () => Store): void {
  const settle = (fence: number, status: 'done' | 'dead' | 'pending', dueAt?: number, id = 'w1') =>
    store().settle({ conversationId: 'c1', id, fence, status, ...(dueAt === undefined ? {} : { dueAt }) });
  const callouts = (now: number): ClaimRequest => replies(now, { kinds: ['callout'] });
  beforeEach(async () => {
    await store().commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1')] }));
  });

  it.each(['done', 'dead'] as const)('ends work as %s, once, and touches nothing else', async (status) => {
    await store().claim(callouts(100));
    expect(await settle(1, status)).toBe(true);
    expect(await settle(1, status)).toBe(false);
    expect(await store().work('c1')).toEqual([aWorkItem('c1', 'w1', { status, attempts: 1, fence: 1 })]);
    expect((await store().load('c1'))?.version).toBe(1);
  });

  it('puts work back for the time given or the time it had', async () => {
    await store().claim(callouts(100));
    expect(await settle(1, 'pending', 900)).toBe(true);
    expect(await store().claim(callouts(899))).toEqual([]);
    expect(await store().claim(callouts(900))).toHaveLength(1);
    expect(await settle(2, 'pending')).toBe(true);
    expect(await store().nextDueAt(['callout'])).toBe(900);
  });

  it('refuses whoever lost the claim, never had it or means something unknown', async () => {
    expect(await settle(0, 'done')).toBe(false);
    await store().claim(callouts(100));
    await store().claim(callouts(150));
    expect(await settle(1, 'done')).toBe(false);
    expect(await settle(1, 'done', undefined, 'w9')).toBe(false);
    expect(await store().settle({ conversationId: 'c9', id: 'w1', fence: 1, status: 'done' })).toBe(false);
    expect(await settle(2, 'done')).toBe(true);
  });
}
