import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openSqliteStore } from '../../store/sqliteStore';
import type { Commit, Store } from '../../store/store';
import { accountOrStandIn, type CosmosService, cosmosUnderTest } from './cosmosUnderTest';
import { aCase, aCommit, aConversation, anEntry, aWorkItem } from './documents';
import { CLOCK } from './replyContract';

let service: CosmosService;
beforeAll(async () => {
  service = await accountOrStandIn();
});
afterAll(() => service.close?.());

const CONVERSATIONS = ['c1', 'c2'];
const KINDS = ['callout', 'reply', 'timer'] as const;
const conversationId = fc.constantFrom(...CONVERSATIONS);
const workId = fc.constantFrom('w1', 'w2', 'r1', 'r2', 'r3', 't1');
const ends = fc.constantFrom('done', 'dead', 'pending');
const dueAt = fc.option(fc.nat(3_000), { nil: undefined });

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      id: conversationId,
      versionOff: fc.constantFrom(0, 0, 0, 0, -1, 1),
      inboxKey: fc.option(fc.constantFrom('m1', 'm2', 'm3', 'm4'), { nil: undefined }),
      work: fc.uniqueArray(workId, { maxLength: 3 }),
      settle: fc.option(fc.record({ id: workId, fence: fc.nat(3), status: ends }), { nil: undefined }),
      caseStatus: fc.option(fc.constantFrom('open', 'settled'), { nil: undefined }),
      entries: fc.nat(2),
      wakes: fc.boolean(),
      dueAt: fc.nat(3_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('claim' as const), now: fc.nat(4_000), limit: fc.constantFrom(1, 2, 50) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      conversationId,
      id: workId,
      fence: fc.nat(3),
      status: ends,
      dueAt,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('deliver' as const),
      conversationId,
      sid: fc.constantFrom('SM1', 'SM2'),
      status: fc.constantFrom('queued', 'sent', 'delivered', 'read', 'failed'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('identify' as const),
      personId: fc.option(fc.constantFrom('P', 'Q'), { nil: undefined }),
      number: fc.option(fc.constantFrom('M', 'N'), { nil: undefined }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Versions and positions as the history made them so far: the same for both stores. */
interface Known {
  readonly versions: Map<string, number>;
  readonly seqs: Map<string, number>;
}

function commitOf(asked: Extract<Step, { kind: 'commit' }>, { versions, seqs }: Known): Commit {
  const { id } = asked;
  const expected = Math.max(0, (versions.get(id) ?? 0) + asked.versionOff);
  const from = seqs.get(id) ?? 0;
  const kindOf = (work: string) => (work.startsWith('r') ? 'reply' : work.startsWith('t') ? 'timer' : 'callout');
  return aCommit(id, expected, {
    conversation: aConversation(id, expected + 1, { seq: from + asked.entries }),
    receipt: from,
    transcript: Array.from({ length: asked.entries }, (_, at) => anEntry(from + at + 1)),
    work: asked.work.map((work) => aWorkItem(id, work, { dueAt: asked.dueAt, kind: kindOf(work) })),
    ...(asked.inboxKey === undefined ? {} : { inboxKey: asked.inboxKey }),
    ...(asked.settle === undefined ? {} : { settle: [asked.settle] }),
    ...(asked.caseStatus === undefined ? {} : { records: [aCase(id, 'k1', asked.caseStatus)] }),
    ...(asked.wakes ? { wakeReplies: true } : {}),
  });
}

async function perform(store: Store, asked: Step, at: number, commit: Commit | undefined): Promise<unknown> {
  switch (asked.kind) {
    case 'commit':
      return commit && store.commit(commit);
    case 'claim':
      return store.claim({ kinds: KINDS, now: asked.now, leaseMs: 500, limit: asked.limit });
    case 'settle': {
      const { kind: _, dueAt, ...settlement } = asked;
      return store.settle({ ...settlement, ...(dueAt === undefined ? {} : { dueAt }) });
    }
    case 'deliver': {
      const { kind: _, ...delivery } = asked;
      return store.deliver({ ...delivery, workId: 'w1', part: 0, at });
    }
    case 'identify': {
      const { personId, number } = asked;
      const names = { ...(personId === undefined ? {} : { personId }), ...(number === undefined ? {} : { number }) };
      return store.identify({ conversationId: `new${at}`, ...names });
    }
  }
}

async function pictureOf(store: Store): Promise<unknown> {
  const conversations = CONVERSATIONS.map(async (id) => [
    await store.load(id),
    await store.work(id),
    await store.transcript(id, 1, 3),
    await store.deliveries(id),
    await store.records('case', { conversationId: id, limit: 5 }),
  ]);
  const next = KINDS.map((kind) => store.nextDueAt([kind]));
  return Promise.all([...conversations, ...next, store.records('case', { limit: 1 })]);
}

it('gives the same answers as SQLite and keeps the same, whatever is asked of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 22 }), async (steps) => {
      const directory = mkdtempSync(join(tmpdir(), 'parity-'));
      const subject = await cosmosUnderTest(service);
      const sqlite = openSqliteStore({ directory, clock: () => CLOCK });
      const cosmos = await subject.open();
      const known: Known = { versions: new Map(), seqs: new Map() };
      try {
        for (const [at, asked] of steps.entries()) {
          const commit = asked.kind === 'commit' ? commitOf(asked, known) : undefined;
          const expected = await perform(sqlite, asked, at, commit);
          expect(await perform(cosmos, asked, at, commit)).toEqual(expected);
          if (commit && (expected as { status: string }).status === 'committed') {
            known.versions.set(commit.conversationId, commit.conversation.version);
            known.seqs.set(commit.conversationId, commit.conversation.seq);
          }
        }
        expect(await pictureOf(cosmos)).toEqual(await pictureOf(sqlite));
      } finally {
        await sqlite.close();
        await subject.dispose();
        rmSync(directory, { recursive: true, force: true });
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);
