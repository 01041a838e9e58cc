import type { CosmosStandIn } from '../../../sandbox/cosmos';
import type { Fault } from '../../../sandbox/cosmos/faults';
import type { CosmosStore } from '../../../store/cosmos/cosmosStore';
import { openCosmosStore } from '../../../store/cosmos/cosmosStore';
import type { Delivery } from '../../../store/documents';
import { createLocalKms } from '../../../store/sealing/kms';
import { CLOCK } from '../clock';
import { aCase, aCommit, anEntry, aWorkItem } from '../documents';
import { type CosmosUnderTest, cosmosUnderTest, KEY, startCosmos } from './cosmosUnderTest';

const COMMITTED = { status: 'committed' };
let service: CosmosStandIn;
let subject: CosmosUnderTest;
let store: CosmosStore;

beforeAll(async () => {
  service = await startCosmos();
});
afterAll(() => service.close());
beforeEach(async () => {
  subject = await cosmosUnderTest(service);
  store = await subject.open();
});
afterEach(() => subject.dispose());

type FaultAsked = Partial<Fault> & Pick<Fault, 'at' | 'kind'>;
const strike = (...faults: readonly FaultAsked[]) => {
  for (const fault of faults) service.faults.add(fault);
};
const aTurn = (version: number, inboxKey: string) =>
  aCommit('c1', version, { inboxKey, receipt: version + 1, transcript: [anEntry(version + 1)] });
const claim = (of: CosmosStore, now: number) => of.claim({ kinds: ['callout'], now, leaseMs: 50, limit: 10 });
const aDelivery = (changes: Partial<Delivery> = {}): Delivery => ({
  conversationId: 'c1',
  workId: 'w1',
  part: 0,
  sid: 'SM1',
  status: 'sent',
  at: 10,
  ...changes,
});

const aNotice = (conversationId: string, id: string) =>
  ({ id, conversationId, at: 1, kind: 'notice', body: { sha256: id, text: 'Notice' } }) as const;

describe('a commit on Cosmos DB', () => {
  it.each<[string, FaultAsked]>([
    ['is throttled', { at: 'batch', kind: 'throttled429', ms: 20, times: 6 }],
    ['is told to come again, which the SDK does not do', { at: 'batch', kind: 'retryWith449', times: 3 }],
    ['times out before it happens', { at: 'batch', kind: 'timeout408' }],
    ['meets a partition that moves', { at: 'batch', kind: 'gone410' }],
    ['meets a service that is away', { at: 'batch', kind: 'unavailable503' }],
    ['loses its session', { at: 'batch', kind: 'session404' }],
    ['loses its connection before it happens', { at: 'batch', kind: 'reset' }],
    ['loses to a change of the row', { at: 'batch', kind: 'conflict412', times: 3 }],
    ['is told of success and nothing else', { at: 'batch', kind: 'empty' }],
  ])('happens once and says so when it %s', async (_, fault) => {
    await store.commit(aTurn(0, 'm1'));
    strike(fault);
    expect(await store.commit(aTurn(1, 'm2'))).toEqual(COMMITTED);
    expect(service.faults.list()).toEqual([]);
    expect((await store.load('c1'))?.version).toBe(2);
    expect(await store.transcript('c1', 0, 10)).toHaveLength(2);
  });

  it.each<[string, FaultAsked]>([
    ['a timeout', { at: 'batch', kind: 'timeout408', after: true }],
    ['a failing server', { at: 'batch', kind: 'unavailable503', after: true }],
    ['a broken connection', { at: 'batch', kind: 'reset', after: true }],
    ['an answer with nothing in it', { at: 'batch', kind: 'empty', after: true }],
  ])('is known to have happened although its answer was lost to %s', async (_, fault) => {
    strike(fault);
    expect(await store.commit(aTurn(0, 'm1'))).toEqual(COMMITTED);
    // The batch and one look at the inbox: it is not sent again.
    expect(store.charges().commit?.requests).toBe(2);
    strike(fault);
    expect(await store.commit(aCommit('c1', 1, { transcript: [anEntry(2)] }))).toEqual(COMMITTED);
    expect(await store.commit(aTurn(0, 'm1'))).toEqual({ status: 'duplicate', receipt: 1 });
    expect((await store.transcript('c1', 0, 10)).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('is known even when the look for it fails too, and then meets itself', async () => {
    strike({ at: 'batch', kind: 'reset', after: true }, { at: 'read', kind: 'stale', ms: 9 });
    expect(await store.commit(aTurn(0, 'm1'))).toEqual(COMMITTED);
    expect(await store.transcript('c1', 0, 10)).toHaveLength(1);
  });

  it('is not taken for its own when somebody else took the message meanwhile', async () => {
    const other = await subject.open();
    await store.load('c1');
    await other.commit(aCommit('c1', 0, { inboxKey: 'm1', receipt: 5 }));
    strike({ at: 'batch', kind: 'reset' });
    expect(await store.commit(aCommit('c1', 0, { inboxKey: 'm1', receipt: 6 }))).toEqual({
      status: 'duplicate',
      receipt: 5,
    });
  });

  it('is refused as a retryable fault when nothing helps, and happens once when it is repeated', async () => {
    strike({ at: 'any', kind: 'unavailable503', share: 1 });
    await expect(store.commit(aTurn(0, 'm1'))).rejects.toMatchObject({ code: 'unreachable', retryable: true });
    expect(store.healthy()).toBe(false);
    service.faults.clear();
    expect(await store.commit(aTurn(0, 'm1'))).toEqual(COMMITTED);
    while (!store.healthy()) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('has one deadline for all its requests, however quickly each is answered', async () => {
    const hasty = await subject.open({ connection: { deadlineMs: 2_000 } });
    const records = Array.from({ length: 9 }, (_, at) => aNotice('c1', `n${at}`));
    // Each request has a fifth of the time, and there are more than ten of them.
    strike({ at: 'any', kind: 'slow', ms: 400, share: 1 });
    await expect(hasty.commit({ ...aTurn(0, 'm1'), records })).rejects.toMatchObject({ code: 'unreachable' });
    service.faults.clear();
    expect(await store.load('c1')).toBeUndefined();
    expect(await hasty.commit({ ...aTurn(0, 'm1'), records })).toEqual(COMMITTED);
  });

  it('is refused when it is larger than the service takes, before anything is sent', async () => {
    const large = { transcript: [anEntry(1, 'x'.repeat(2_100_000))] };
    const many = { work: Array.from({ length: 120 }, (_, at) => aWorkItem('c1', `w${at}`)) };
    for (const part of [large, many]) {
      await expect(store.commit(aCommit('c1', 0, part))).rejects.toMatchObject({ code: 'tooLarge', retryable: false });
    }
    expect(store.charges().commit).toMatchObject({ calls: 2, requests: 0 });
    expect(store.healthy()).toBe(true);
  });

  it('is a fault, and keeps nothing, when it writes over a part of the transcript', async () => {
    await store.commit(aTurn(0, 'm1'));
    const over = aCommit('c1', 1, { transcript: [anEntry(1, 'other')], work: [aWorkItem('c1', 'w1')] });
    await expect(store.commit(over)).rejects.toMatchObject({ code: 'unexpected', retryable: false });
    expect((await store.load('c1'))?.version).toBe(1);
    expect(await store.work('c1')).toEqual([]);
  });

  it('takes ids with anything in them, of any length, and mistakes none for another', async () => {
    const keys = ['a/b', 'a?b', 'a#b', 'a\\b', 'a=2f=b', 'é ', '☎', 'x'.repeat(300), `${'x'.repeat(299)}y`];
    for (const [at, inboxKey] of keys.entries()) {
      const work = [aWorkItem('c/1?#', `w:${inboxKey}`)];
      const commit = aCommit('c/1?#', at, { inboxKey, work });
      expect([inboxKey, await store.commit(commit)]).toEqual([inboxKey, COMMITTED]);
    }
    expect((await store.work('c/1?#')).map(({ id }) => id)).toEqual(keys.map((key) => `w:${key}`));
  });
});

describe('what has no inbox on Cosmos DB', () => {
  const LOST: readonly FaultAsked[] = [
    { at: 'batch', kind: 'reset', after: true },
    { at: 'batch', kind: 'timeout408', after: true },
  ];
  beforeEach(async () => {
    await store.commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1'), aWorkItem('c1', 'w2')] }));
  });

  it.each(LOST)('claims what it claimed although the answer was lost to $kind', async (fault) => {
    strike(fault);
    expect((await claim(store, 100)).map(({ id, fence, body }) => [id, fence, body])).toEqual([
      ['w1', 1, { step: 'submit' }],
      ['w2', 1, { step: 'submit' }],
    ]);
    expect((await claim(store, 150)).map(({ orphaned }) => orphaned)).toEqual([true, true]);
  });

  it.each(LOST)('settles once although the answer was lost to $kind', async (fault) => {
    await claim(store, 100);
    const settle = (id: string, status: 'done' | 'pending') =>
      store.settle({ conversationId: 'c1', id, fence: 1, status });
    strike(fault);
    expect(await settle('w1', 'done')).toBe(true);
    expect(await settle('w1', 'done')).toBe(false);
    strike(fault);
    expect(await settle('w2', 'pending')).toBe(true);
    expect(await settle('w2', 'pending')).toBe(false);
  });

  it.each(LOST)('takes a report for news once although the answer was lost to $kind', async (fault) => {
    strike(fault);
    expect(await store.deliver(aDelivery())).toBe(true);
    expect(await store.deliver(aDelivery())).toBe(false);
    strike(fault);
    expect(await store.deliver(aDelivery({ status: 'read' }))).toBe(true);
    expect(await store.deliver(aDelivery({ status: 'delivered' }))).toBe(false);
  });

  it.each([1, 2, 3, 4])('gives one answer about a person when the answer to write %i is lost', async (at) => {
    const who = (conversationId: string) => store.identify({ conversationId, personId: 'P', number: 'N' });
    strike(...Array.from({ length: at }, () => ({ at: 'batch', kind: 'slow', ms: 0 }) as const));
    strike({ at: 'batch', kind: 'reset', after: true });
    expect(await who('a')).toBe('a');
    service.faults.clear();
    expect(await who('b')).toBe('a');
    expect(await store.identify({ conversationId: 'c', number: 'N' })).toBe('a');
    expect(await store.identify({ conversationId: 'd', personId: 'P' })).toBe('a');
  });

  it.each([1, 2, 3])('finishes what a process left half done that died after write %i of a person', async (writes) => {
    strike(...Array.from({ length: writes }, () => ({ at: 'batch', kind: 'slow', ms: 0 }) as const));
    strike({ at: 'batch', kind: 'unavailable503', share: 1 });
    const dying = store.identify({ conversationId: 'a', personId: 'P', number: 'N' });
    await expect(dying).rejects.toMatchObject({ code: 'unreachable' });
    service.faults.clear();
    const other = await subject.open();
    const answer = await other.identify({ conversationId: 'b', number: 'N' });
    expect(await other.identify({ conversationId: 'c', personId: 'P' })).toBe(answer);
    expect(await other.identify({ conversationId: 'd', personId: 'P', number: 'N' })).toBe(answer);
  });

  it('reads on after the session, the connection or the service was lost', async () => {
    // As long as the token is sent with it.
    strike({ at: 'read', kind: 'session404', share: 1 });
    expect((await store.load('c1'))?.version).toBe(1);
    service.faults.clear();
    strike({ at: 'read', kind: 'unavailable503', times: 3 });
    expect((await store.load('c1'))?.version).toBe(1);
    strike({ at: 'query', kind: 'throttled429', times: 5 }, { at: 'query', kind: 'gone410' });
    expect(await store.nextDueAt(['callout'])).toBe(100);
  });

  it('settles a case over the one that is there', async () => {
    await store.commit(aCommit('c1', 1, { records: [aCase('c1', 'k1')] }));
    strike({ at: 'batch', kind: 'reset', after: true });
    const settled = aCase('c1', 'k1', 'settled');
    expect(await store.commit(aCommit('c1', 2, { inboxKey: 'm', records: [settled] }))).toEqual(COMMITTED);
    expect(await store.records('case', { limit: 10 })).toEqual([settled]);
  });
});

describe('opening the Cosmos DB store', () => {
  const account = () => ({
    endpoint: service.endpoint,
    key: service.key,
    clock: () => CLOCK,
    kms: createLocalKms(KEY),
  });

  it('says what to do about a database that was not prepared', async () => {
    const opening = openCosmosStore({ ...account(), database: 'missing' });
    await expect(opening).rejects.toMatchObject({ code: 'notPrepared', retryable: false });
    await expect(opening).rejects.toThrow('npm run cosmos:init');
  });

  it('says what to do about a key that is refused', async () => {
    const key = Buffer.from('another key').toString('base64');
    const opening = openCosmosStore({ ...account(), key, database: 'missing' });
    await expect(opening).rejects.toMatchObject({ code: 'denied', retryable: false });
  });

  it('says that nobody answers', async () => {
    const opening = openCosmosStore({ ...account(), endpoint: 'http://127.0.0.1:1/', database: 'missing' });
    await expect(opening).rejects.toMatchObject({ code: 'unreachable', retryable: true });
  });
});
