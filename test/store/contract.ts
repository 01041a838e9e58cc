import type { Attention, ClaimRequest, Erasure, Publishing, Store } from '../../store/store';
import { StoreFault } from '../../store/storeFault';
import { finds } from './attentionContract';
import { delivers } from './deliveryContract';
import { aCase, aCommit, aConversation, anEntry, aWorkItem } from './documents';
import { identifies } from './identityContract';
import { publishes } from './publishingContract';
import { givesInOrder, repliesWoken, settlesAlone } from './replyContract';
import { reserves } from './reservationContract';

/** A new, empty store whose clock stands at `CLOCK`. */
export interface StoreUnderTest {
  readonly store: Store & Attention & Erasure & Publishing;
  dispose(): Promise<void>;
}

const COMMITTED = { status: 'committed' };
const callouts = (now: number, changes: Partial<ClaimRequest> = {}): ClaimRequest => ({
  kinds: ['callout'],
  now,
  leaseMs: 50,
  limit: 10,
  ...changes,
});

/** What every store promises, whatever it is built on. */
export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name}, as any store`, () => {
    let subject: StoreUnderTest;
    let store: StoreUnderTest['store'];
    beforeEach(async () => {
      subject = await open();
      store = subject.store;
    });
    afterEach(() => subject.dispose());

    describe('commit', () => commits(() => store));
    describe('settle', () => settles(() => store));
    describe('claim', () => claims(() => store));
    describe('reads', () => reads(() => store));
    describe.each(['reply', 'hub'] as const)('of kind %s', (kind) => givesInOrder(kind, () => store));
    describe('wakeReplies', () => repliesWoken(() => store));
    describe('settle without a turn', () => settlesAlone(() => store));
    describe('identify', () => identifies(() => store));
    describe('reserve', () => reserves(() => store));
    describe('deliver', () => delivers(() => store));
    describe('attention', () => finds(() => store));
    describe('publishing', () => publishes(() => store));

    it('is healthy while writes succeed and not after it was closed', async () => {
      expect(store.healthy()).toBe(true);
      await store.close();
      expect(store.healthy()).toBe(false);
      await expect(store.commit(aCommit('c1', 0))).rejects.toMatchObject({ code: 'closed', retryable: false });
      await expect(store.load('c1')).rejects.toBeInstanceOf(StoreFault);
      await expect(store.identify({ conversationId: 'c1', number: 'N' })).rejects.toBeInstanceOf(StoreFault);
      await expect(store.deliveries('c1')).rejects.toBeInstanceOf(StoreFault);
    });
  });
}

function commits(store: () => Store): void {
  it('gives back what was committed, the moment it was acknowledged', async () => {
    expect(await store().load('c1')).toBeUndefined();
    const conversation = aConversation('c1', 1, { locale: 'zh-Hans-SG', seq: 2 });
    expect(await store().commit(aCommit('c1', 0, { conversation }))).toEqual(COMMITTED);
    expect(await store().load('c1')).toEqual(conversation);
  });

  it('writes over entries of earlier turns, with the turn or not at all', async () => {
    await store().commit(aCommit('c1', 0, { transcript: [anEntry(1, 'first half'), anEntry(2)] }));
    await store().commit(aCommit('c1', 1, { transcript: [anEntry(3)] }));
    const amend = [anEntry(1, 'removed'), anEntry(3, 'removed too')];
    expect(await store().commit(aCommit('c1', 1, { amend }))).toEqual({ status: 'conflict' });
    expect(await store().transcript('c1', 0, 9)).toEqual([anEntry(1, 'first half'), anEntry(2), anEntry(3)]);
    expect(await store().commit(aCommit('c1', 2, { amend, transcript: [anEntry(4)] }))).toEqual(COMMITTED);
    expect(await store().transcript('c1', 0, 9)).toEqual([amend[0], anEntry(2), amend[1], anEntry(4)]);
  });

  it('refuses a turn computed from an old version and keeps nothing of it', async () => {
    await store().commit(aCommit('c1', 0));
    await store().commit(aCommit('c1', 1));
    const late = aCommit('c1', 1, {
      inboxKey: 'm2',
      conversation: aConversation('c1', 2, { step: 'late' }),
      transcript: [anEntry(1)],
      records: [aCase('c1', 'k1')],
      work: [aWorkItem('c1', 'w1')],
    });
    expect(await store().commit(late)).toEqual({ status: 'conflict' });
    expect(await store().load('c1')).toEqual(aConversation('c1', 2));
    expect(await store().transcript('c1', 0, 10)).toEqual([]);
    expect(await store().records('case', { limit: 10 })).toEqual([]);
    expect(await store().work('c1')).toEqual([]);
    expect(await store().commit(aCommit('c1', 2, { inboxKey: 'm2' }))).toEqual(COMMITTED);
  });

  it('refuses a version of a conversation that does not exist', async () => {
    expect(await store().commit(aCommit('c1', 3))).toEqual({ status: 'conflict' });
    expect(await store().load('c1')).toBeUndefined();
  });

  it('tells a redelivered message as a duplicate with its receipt, even though its version is old', async () => {
    await store().commit(aCommit('c1', 0, { inboxKey: 'm1', receipt: 7 }));
    await store().commit(aCommit('c1', 1, { inboxKey: 'm2', receipt: 8 }));
    const again = aCommit('c1', 0, { inboxKey: 'm1', receipt: 99, transcript: [anEntry(1)] });
    expect(await store().commit(again)).toEqual({ status: 'duplicate', receipt: 7 });
    const fresh = aCommit('c1', 2, { inboxKey: 'm1', conversation: aConversation('c1', 3, { step: 'twice' }) });
    expect(await store().commit(fresh)).toEqual({ status: 'duplicate', receipt: 7 });
    expect(await store().load('c1')).toEqual(aConversation('c1', 2));
    expect(await store().transcript('c1', 0, 10)).toEqual([]);
  });

  it('knows a message id only in its own conversation', async () => {
    await store().commit(aCommit('c1', 0, { inboxKey: 'm1' }));
    expect(await store().commit(aCommit('c2', 0, { inboxKey: 'm1' }))).toEqual(COMMITTED);
  });

  it('takes commits made at once as if they came one after another', async () => {
    const outcomes = await Promise.all([
      store().commit(aCommit('c1', 0, { inboxKey: 'm1', receipt: 1 })),
      store().commit(aCommit('c1', 0, { inboxKey: 'm1', receipt: 2 })),
      store().commit(aCommit('c1', 0, { inboxKey: 'm2' })),
      store().commit(aCommit('c1', 1, { inboxKey: 'm3' })),
      store().commit(aCommit('c2', 0)),
    ]);
    expect(outcomes).toEqual([
      COMMITTED,
      { status: 'duplicate', receipt: 1 },
      { status: 'conflict' },
      COMMITTED,
      COMMITTED,
    ]);
    expect(await store().load('c1')).toEqual(aConversation('c1', 2));
  });

  it.each([
    ['a version that skips one', aCommit('c1', 0, { conversation: aConversation('c1', 2) })],
    ['another conversation inside', aCommit('c1', 0, { conversation: aConversation('c2') })],
    ['work of another conversation', aCommit('c1', 0, { work: [aWorkItem('c2', 'w1')] })],
    ['a record of another conversation', aCommit('c1', 0, { records: [aCase('c2', 'k1')] })],
  ])('rejects %s', async (_, commit) => {
    await expect(store().commit(commit)).rejects.toMatchObject({ code: 'invalidCommit', retryable: false });
    expect(await store().load('c1')).toBeUndefined();
    expect(store().healthy()).toBe(true);
  });
}

function settles(store: () => Store): void {
  const settle = (fence: number, status: 'done' | 'dead' | 'pending', dueAt?: number) => [
    { id: 'w1', fence, status, ...(dueAt === undefined ? {} : { dueAt }) },
  ];
  beforeEach(async () => {
    await store().commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1')] }));
    await store().claim(callouts(100));
  });

  it.each(['done', 'dead'] as const)('ends work as %s for the holder of its claim', async (status) => {
    expect(await store().commit(aCommit('c1', 1, { settle: settle(1, status) }))).toEqual(COMMITTED);
    expect(await store().work('c1')).toEqual([aWorkItem('c1', 'w1', { status, attempts: 1, fence: 1 })]);
    expect(await store().claim(callouts(10_000))).toEqual([]);
  });

  it('keeps nothing of a commit whose claim was taken over', async () => {
    await store().claim(callouts(150));
    const late = aCommit('c1', 1, { inboxKey: 'o1', settle: settle(1, 'done'), transcript: [anEntry(1)] });
    expect(await store().commit(late)).toEqual({ status: 'fenced' });
    expect(await store().load('c1')).toEqual(aConversation('c1', 1));
    expect(await store().transcript('c1', 0, 10)).toEqual([]);
    expect(await store().commit(aCommit('c1', 1, { inboxKey: 'o1', settle: settle(2, 'done') }))).toEqual(COMMITTED);
  });

  it('lets a claim settle once', async () => {
    await store().commit(aCommit('c1', 1, { settle: settle(1, 'done') }));
    expect(await store().commit(aCommit('c1', 2, { settle: settle(1, 'done') }))).toEqual({ status: 'fenced' });
  });

  it('lets the holder settle after its lease ran out, as long as nobody took over', async () => {
    expect(await store().nextDueAt(['callout'])).toBe(150);
    expect(await store().commit(aCommit('c1', 1, { settle: settle(1, 'done') }))).toEqual(COMMITTED);
  });

  it('puts work back for later, at the time given or the time it had', async () => {
    await store().commit(aCommit('c1', 1, { settle: settle(1, 'pending', 900) }));
    expect(await store().claim(callouts(899))).toEqual([]);
    const [again] = await store().claim(callouts(900));
    expect(again).toEqual(
      aWorkItem('c1', 'w1', { status: 'claimed', dueAt: 900, attempts: 2, fence: 2, leaseUntil: 950 }),
    );
    await store().commit(aCommit('c1', 2, { settle: settle(2, 'pending') }));
    expect(await store().nextDueAt(['callout'])).toBe(900);
  });

  it('is fenced for work that was never claimed or does not exist', async () => {
    await store().commit(aCommit('c2', 0, { work: [aWorkItem('c2', 'w1')] }));
    expect(await store().commit(aCommit('c2', 1, { settle: settle(0, 'done') }))).toEqual({ status: 'fenced' });
    expect(await store().commit(aCommit('c3', 0, { settle: settle(1, 'done') }))).toEqual({ status: 'fenced' });
  });
}

function claims(store: () => Store): void {
  it('takes due work of the kinds asked for, earliest first, within the limit', async () => {
    const work = [
      aWorkItem('c1', 'late', { dueAt: 30 }),
      aWorkItem('c1', 'early', { dueAt: 10 }),
      aWorkItem('c1', 'future', { dueAt: 1000 }),
      aWorkItem('c1', 'reply', { dueAt: 20, kind: 'reply' }),
      aWorkItem('c1', 'timer', { dueAt: 5, kind: 'timer' }),
    ];
    await store().commit(aCommit('c1', 0, { work }));
    const ids = async (request: ClaimRequest) => (await store().claim(request)).map((item) => item.id);
    expect(await ids(callouts(100, { kinds: ['callout', 'reply'], limit: 2 }))).toEqual(['early', 'reply']);
    expect(await ids(callouts(100, { kinds: ['callout', 'reply'] }))).toEqual(['late']);
    expect(await ids(callouts(100, { kinds: ['status'] }))).toEqual([]);
  });

  it('raises the fence and the attempts and keeps others away until the lease ends', async () => {
    await store().commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1')] }));
    expect(await store().claim(callouts(99))).toEqual([]);
    const claimed = aWorkItem('c1', 'w1', { status: 'claimed', attempts: 1, fence: 1, leaseUntil: 150 });
    expect(await store().claim(callouts(100))).toEqual([claimed]);
    expect(await store().work('c1')).toEqual([claimed]);
    expect(await store().claim(callouts(149))).toEqual([]);
  });

  it('says of work taken over from a claim that never reported back that it is orphaned', async () => {
    await store().commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1')] }));
    await store().claim(callouts(100));
    const [taken] = await store().claim(callouts(150));
    expect(taken).toMatchObject({ attempts: 2, fence: 2, leaseUntil: 200, orphaned: true });
  });

  it('never gives one item to two workers', async () => {
    const work = Array.from({ length: 20 }, (_, at) => aWorkItem('c1', `w${at}`));
    await store().commit(aCommit('c1', 0, { work }));
    const taken = await Promise.all([1, 2, 3, 4].map(() => store().claim(callouts(100, { limit: 8 }))));
    const ids = taken.flat().map((item) => item.id);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  it('leaves work that exists already as it is', async () => {
    await store().commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1')] }));
    await store().claim(callouts(100));
    await store().commit(aCommit('c1', 1, { work: [aWorkItem('c1', 'w1', { dueAt: 1, body: { step: 'other' } })] }));
    expect(await store().work('c1')).toEqual([
      aWorkItem('c1', 'w1', { status: 'claimed', attempts: 1, fence: 1, leaseUntil: 150 }),
    ]);
  });

  it('says when the next item falls due: its time, or the end of the lease that holds it', async () => {
    expect(await store().nextDueAt(['callout'])).toBeUndefined();
    await store().commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1'), aWorkItem('c1', 'w2', { dueAt: 700 })] }));
    expect(await store().nextDueAt(['callout', 'timer'])).toBe(100);
    await store().claim(callouts(100));
    expect(await store().nextDueAt(['callout'])).toBe(150);
    await store().commit(aCommit('c1', 1, { settle: [{ id: 'w1', fence: 1, status: 'done' }] }));
    expect(await store().nextDueAt(['callout'])).toBe(700);
    expect(await store().nextDueAt(['timer'])).toBeUndefined();
  });
}

function reads(store: () => Store): void {
  it('returns transcript entries after a position, oldest first, within the limit, whatever commits they came in', async () => {
    await store().commit(aCommit('c1', 0, { transcript: [anEntry(1), anEntry(2), anEntry(3)] }));
    await store().commit(aCommit('c1', 1));
    await store().commit(aCommit('c1', 2, { transcript: [anEntry(4), anEntry(5)] }));
    await store().commit(aCommit('c2', 0, { transcript: [anEntry(1, 'other')] }));
    expect(await store().transcript('c1', 0, 10)).toEqual([1, 2, 3, 4, 5].map((seq) => anEntry(seq)));
    expect(await store().transcript('c1', 1, 3)).toEqual([2, 3, 4].map((seq) => anEntry(seq)));
    expect(await store().transcript('c1', 5, 10)).toEqual([]);
    expect(await store().transcript('nobody', 0, 10)).toEqual([]);
  });

  it('returns records of one kind, newest first, of one conversation or of all', async () => {
    await store().commit(aCommit('c1', 0, { records: [aCase('c1', 'k1'), aCase('c1', 'k2')] }));
    await store().commit(aCommit('c2', 0, { records: [aCase('c2', 'k1')] }));
    expect(await store().records('case', { limit: 10 })).toEqual([
      aCase('c2', 'k1'),
      aCase('c1', 'k2'),
      aCase('c1', 'k1'),
    ]);
    expect(await store().records('case', { conversationId: 'c1', limit: 1 })).toEqual([aCase('c1', 'k2')]);
    expect(await store().records('consent', { limit: 10 })).toEqual([]);
  });

  it('lets a case be settled, a call be made, a dead letter be cleaned, and any other record stand as it was', async () => {
    const letter = (text: string) =>
      ({ id: 'd1', conversationId: 'c1', at: 1, kind: 'deadLetter', body: { text } }) as const;
    const about = { market: 'TH', contactHours: '09:00–19:00' } as const;
    const call = (status: 'open' | 'done') =>
      ({ id: 'b1', conversationId: 'c1', at: 1, kind: 'callBack', body: { status, ...about } }) as const;
    const note = (text: string) =>
      ({ id: 'n1', conversationId: 'c1', at: 1, kind: 'note', body: { by: 'ann', name: 'Anna', text } }) as const;
    const first = [aCase('c1', 'k1'), letter('first'), call('open'), note('first')];
    await store().commit(aCommit('c1', 0, { records: first }));
    const again = [aCase('c1', 'k1', 'settled'), letter('second'), call('done'), note('second')];
    await store().commit(aCommit('c1', 1, { records: again }));
    expect(await store().records('case', { limit: 10 })).toEqual([aCase('c1', 'k1', 'settled')]);
    expect(await store().records('deadLetter', { limit: 10 })).toEqual([letter('second')]);
    expect(await store().records('callBack', { limit: 10 })).toEqual([call('done')]);
    expect(await store().records('note', { limit: 10 })).toEqual([note('first')]);
  });

  it('keeps the text of a notice once, however many conversations showed it', async () => {
    const notice = (conversationId: string) =>
      ({
        id: 'sha',
        conversationId,
        at: 1,
        kind: 'notice',
        body: { sha256: 'sha', text: 'We use your data.' },
      }) as const;
    await store().commit(aCommit('c1', 0, { records: [notice('c1')] }));
    await store().commit(aCommit('c2', 0, { records: [notice('c2')] }));
    expect(await store().records('notice', { limit: 10 })).toEqual([notice('c1')]);
  });
}
