import type { Erasure, Store } from '../../store/store';
import { CLOCK } from './clock';
import { aCase, aCommit, aConversation, anEntry, aWorkItem } from './documents';

const ERASED = { code: 'erased', retryable: false };
const lead = (id: string) =>
  aCommit(id, 0, {
    inboxKey: 'm1',
    transcript: [anEntry(1), anEntry(2)],
    records: [
      aCase(id, 'k1'),
      { id: 'n1', conversationId: id, at: 1, kind: 'notice', body: { sha256: 's', text: 't' } },
    ],
    work: [aWorkItem(id, 'w1')],
  });
const report = (conversationId: string) =>
  ({ conversationId, workId: 'r1', part: 0, sid: 'SM1', status: 'sent', at: 1 }) as const;

/** What erasing promises, whatever the store is built on. */
export function erases(store: () => Store & Erasure): void {
  beforeEach(async () => {
    for (const id of ['c1', 'c2']) {
      await store().identify({ personId: `P-${id}`, number: `N-${id}`, conversationId: id });
      await store().commit(lead(id));
      await store().deliver(report(id));
    }
  });

  it('leaves nothing of the conversation and everything of the others', async () => {
    await store().erase('c1');
    await expect(store().load('c1')).rejects.toMatchObject(ERASED);
    expect(await store().transcript('c1', 0, 9)).toEqual([]);
    expect(await store().work('c1')).toEqual([]);
    expect(await store().deliveries('c1')).toEqual([]);
    expect(await store().records('case', { conversationId: 'c1', limit: 9 })).toEqual([]);
    expect((await store().records('case', { limit: 9 })).map(({ conversationId }) => conversationId)).toEqual(['c2']);
    expect(await store().load('c2')).toEqual(aConversation('c2', 1));
    expect(await store().transcript('c2', 0, 9)).toHaveLength(2);
    const claimed = await store().claim({ kinds: ['callout'], now: 1000, leaseMs: 5, limit: 9 });
    expect(claimed.map(({ conversationId }) => conversationId)).toEqual(['c2']);
  });

  it('is not undone by what comes late', async () => {
    const [claimed] = await store().claim({ kinds: ['callout'], now: 1000, leaseMs: 5, limit: 1 });
    await store().erase('c1');
    await expect(store().commit(aCommit('c1', 1, { inboxKey: 'm2' }))).rejects.toMatchObject(ERASED);
    await expect(store().commit(lead('c1'))).rejects.toMatchObject(ERASED);
    expect(await store().deliver({ ...report('c1'), status: 'read' })).toBe(false);
    expect(claimed).toMatchObject({ id: 'w1', conversationId: 'c1' });
    expect(await store().settle({ conversationId: 'c1', id: 'w1', fence: 1, status: 'done' })).toBe(false);
    expect(await store().deliveries('c1')).toEqual([]);
    expect(store().healthy()).toBe(true);
  });

  it('wins over a commit that came at the same time', async () => {
    const [commit] = await Promise.allSettled([store().commit(aCommit('c1', 1)), store().erase('c1')]);
    expect(commit).toMatchObject({ status: 'fulfilled' });
    await expect(store().load('c1')).rejects.toMatchObject(ERASED);
    await expect(store().commit(aCommit('c1', 2))).rejects.toMatchObject(ERASED);
  });

  it('leaves everything of a conversation that moved on since it was judged', async () => {
    await store().commit(aCommit('c1', 1, { inboxKey: 'm2', work: [aWorkItem('c1', 'confirmed')] }));
    expect(await store().erase('c1', 1)).toBe('changed');
    expect(await store().load('c1')).toMatchObject({ version: 2 });
    expect((await store().work('c1')).map(({ id }) => id)).toEqual(expect.arrayContaining(['w1', 'confirmed']));
    expect(await store().transcript('c1', 0, 9)).toHaveLength(2);
    expect(await store().erase('new', 1)).toBe('changed');
    expect(await store().commit(lead('new'))).toEqual({ status: 'committed' });
    expect(await store().erase('c1', 2)).toBe('erased');
    await expect(store().load('c1')).rejects.toMatchObject(ERASED);
  });

  it('is finished whatever was expected, once it was begun', async () => {
    expect(await store().erase('c1', 1)).toBe('erased');
    expect(await store().erase('c1', 1)).toBe('erased');
    expect(await store().erase('c1', 7)).toBe('erased');
  });

  it('frees the names of the customer for a new conversation', async () => {
    await store().erase('c1');
    expect(await store().identify({ personId: 'P-c1', number: 'N-c1', conversationId: 'c9' })).toBe('c9');
    expect(await store().identify({ personId: 'P-c2', number: 'N-c2', conversationId: 'c9' })).toBe('c2');
  });

  it('gives up what the conversation had reserved', async () => {
    const reserving = (id: string, inboxKey: string) =>
      aCommit(id, 1, { inboxKey, reserve: { names: ['card'], run: 1, at: CLOCK, inPlaceOf: [] } });
    await store().commit(reserving('c1', 'm2'));
    expect(await store().commit(reserving('c2', 'm2'))).toMatchObject({
      status: 'taken',
      by: { conversationId: 'c1' },
    });
    await store().erase('c1');
    expect(await store().commit(reserving('c2', 'm2'))).toEqual({ status: 'committed' });
  });

  it('keeps the text of a notice that others were shown', async () => {
    await store().erase('c1');
    const [notice] = await store().records('notice', { limit: 9 });
    expect(notice?.body).toEqual({ sha256: 's', text: 't' });
  });

  it('may be repeated, and holds for a conversation that was not there', async () => {
    await store().erase('c1');
    await store().erase('c1');
    await store().erase('unknown');
    await expect(store().commit(aCommit('unknown', 0))).rejects.toMatchObject(ERASED);
  });
}
