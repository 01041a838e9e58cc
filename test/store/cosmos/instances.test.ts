import type { CosmosStore } from '../../../store/cosmos/cosmosStore';
import type { WorkItem } from '../../../store/documents';
import type { ClaimRequest } from '../../../store/store';
import { CLOCK } from '../clock';
import { aCommit, anEntry, aWorkItem } from '../documents';
import { accountOrStandIn, type CosmosService, type CosmosUnderTest, cosmosUnderTest, seeded } from './cosmosUnderTest';

let service: CosmosService;
let subject: CosmosUnderTest;
let one: CosmosStore;
let two: CosmosStore;

beforeAll(async () => {
  service = await accountOrStandIn();
});
afterAll(() => service.close?.());
beforeEach(async () => {
  subject = await cosmosUnderTest(service);
  [one, two] = await Promise.all([subject.open({ random: seeded(1) }), subject.open({ random: seeded(2) })]);
});
afterEach(() => subject.dispose());

const due = (changes: Partial<ClaimRequest> = {}): ClaimRequest => ({
  kinds: ['callout', 'reply'],
  now: 100,
  leaseMs: 50,
  limit: 10,
  ...changes,
});
const aReply = (conversationId: string, id: string): WorkItem => aWorkItem(conversationId, id, { kind: 'reply' });
const settleDone = (store: CosmosStore, { conversationId, id, fence }: WorkItem) =>
  store.settle({ conversationId, id, fence, status: 'done' });

/** Two stores that share nothing but the service, as two processes do. */
describe('two processes on one Cosmos DB', () => {
  it('commit one turn each from the same version, and one of them is told', async () => {
    await one.commit(aCommit('c1', 0));
    await Promise.all([one.load('c1'), two.load('c1')]);
    const outcomes = await Promise.all([one, two].map((store, at) => store.commit(aCommit('c1', 1, { receipt: at }))));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['committed', 'conflict']);
    expect((await two.load('c1'))?.version).toBe(2);
  });

  it('begin a conversation once', async () => {
    const outcomes = await Promise.all(
      [one, two].map((store, at) => store.commit(aCommit('c1', 0, { inboxKey: `m${at}`, transcript: [anEntry(1)] }))),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['committed', 'conflict']);
    expect(await one.transcript('c1', 0, 10)).toEqual([anEntry(1)]);
  });

  it('take a message that comes to both of them once', async () => {
    const outcomes = await Promise.all(
      [one, two].map((store) => store.commit(aCommit('c1', 0, { inboxKey: 'm1', receipt: 7 }))),
    );
    expect(outcomes.filter(({ status }) => status === 'committed')).toHaveLength(1);
    expect(outcomes).toContainEqual({ status: 'duplicate', receipt: 7 });
  });

  it('never hold one item both, nor leave one', async () => {
    const ids = Array.from({ length: 12 }, (_, at) => `c${at}`);
    const work = (id: string) => [aWorkItem(id, 'w1'), aWorkItem(id, 'w2')];
    await Promise.all(ids.map((id) => one.commit(aCommit(id, 0, { work: work(id) }))));
    const taken: string[] = [];
    for (let rounds = 0; taken.length < 24 && rounds < 20; rounds += 1) {
      const both = await Promise.all([one, two].map((store) => store.claim(due({ limit: 5 }))));
      taken.push(...both.flat().map(({ conversationId, id }) => `${conversationId}/${id}`));
    }
    expect(taken).toHaveLength(24);
    expect(new Set(taken).size).toBe(24);
  });

  it('give replies out in order and one at a time, whoever settles them and while turns go on', async () => {
    const sent: string[] = [];
    const open = new Set<string>();
    const worker = async (store: CosmosStore) => {
      for (let idle = 0; idle < 12; ) {
        const items = await store.claim(due({ now: 10_000, leaseMs: 60_000, limit: 3 }));
        idle = items.length === 0 ? idle + 1 : 0;
        for (const item of items) {
          expect(open.size).toBe(0);
          open.add(item.id);
          sent.push(item.id);
          await new Promise((resolve) => setTimeout(resolve, 2));
          open.delete(item.id);
          expect(await settleDone(store, item)).toBe(true);
        }
      }
    };
    const writer = async () => {
      for (let version = 0; version < 8; version += 1) {
        const commit = aCommit('c1', version, { work: [aReply('c1', `r${version}`)], wakeReplies: true });
        expect(await one.commit(commit)).toEqual({ status: 'committed' });
      }
    };
    await Promise.all([writer(), worker(one), worker(two)]);
    expect(sent).toEqual(Array.from({ length: 8 }, (_, at) => `r${at}`));
  });

  it('fence out whoever lost a claim to the other one, alone and inside a turn', async () => {
    await one.commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1')] }));
    const [mine] = await one.claim(due());
    const [taken] = await two.claim(due({ now: 150 }));
    expect([mine?.fence, taken?.fence, taken?.orphaned]).toEqual([1, 2, true]);
    const late = { id: 'w1', fence: 1, status: 'done' } as const;
    expect(await one.settle({ conversationId: 'c1', ...late })).toBe(false);
    expect(await one.commit(aCommit('c1', 1, { settle: [late], transcript: [anEntry(1)] }))).toEqual({
      status: 'fenced',
    });
    expect(await two.transcript('c1', 0, 10)).toEqual([]);
    expect(await two.settle({ conversationId: 'c1', ...late, fence: 2 })).toBe(true);
  });

  it('see what the other one left to do, when that process is gone', async () => {
    await one.commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1')] }));
    await one.close();
    expect(await two.nextDueAt(['callout'])).toBe(100);
    expect((await two.claim(due())).map(({ id }) => id)).toEqual(['w1']);
  });

  it('give one answer about a person who writes to both at once, in any of three ways', async () => {
    for (let run = 0; run < 25; run += 1) {
      const names = { personId: `P${run}`, number: `N${run}` };
      const answers = await Promise.all([
        one.identify({ conversationId: `a${run}`, ...names }),
        two.identify({ conversationId: `b${run}`, ...names }),
        two.identify({ conversationId: `c${run}`, ...names }),
      ]);
      expect(new Set(answers).size).toBe(1);
    }
  });

  it('never tell two answers about one name in the end, and no person another one’s', async () => {
    for (let run = 0; run < 25; run += 1) {
      const number = `N${run}`;
      const [byNumber, byBoth, byPerson] = await Promise.all([
        one.identify({ conversationId: `a${run}`, number }),
        two.identify({ conversationId: `b${run}`, personId: `P${run}`, number }),
        one.identify({ conversationId: `c${run}`, personId: `P${run}` }),
      ]);
      const other = await one.identify({ conversationId: `d${run}`, personId: `Q${run}`, number });
      expect(byPerson).toBe(byBoth);
      expect([`a${run}`, `b${run}`, byPerson]).toContain(byNumber);
      expect(other).toBe(`d${run}`);
      expect(await two.identify({ conversationId: 'unused', personId: `P${run}` })).toBe(byBoth);
      expect(await two.identify({ conversationId: 'unused', number })).toBe(other);
    }
  });

  it('take a report that comes to both for news once', async () => {
    const report = { conversationId: 'c1', workId: 'w1', part: 0, sid: 'SM', status: 'sent', at: CLOCK } as const;
    const answers = await Promise.all([one, two, one, two].map((store) => store.deliver(report)));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });
});
