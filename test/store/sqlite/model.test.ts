import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { AT_ONCE, type ConversationDocument, type WorkItem } from '../../../store/documents';
import { openSqliteStore } from '../../../store/sqlite/sqliteStore';
import type { ClaimRequest, Commit, CommitOutcome, Store } from '../../../store/store';
import { aCommit, aConversation, anEntry, aWorkItem } from '../documents';

const COMMITTED_AT = 60;
const KINDS = ['callout', 'reply'] as const;

/** The store in a few plain maps: what it should do, without how. */
class Model {
  readonly conversations = new Map<string, ConversationDocument>();
  readonly inbox = new Map<string, number>();
  readonly transcript = new Map<string, number[]>();
  readonly work = new Map<string, WorkItem>();

  commit(commit: Commit): CommitOutcome {
    const id = commit.conversationId;
    const seen = this.inbox.get(`${id}/${commit.inboxKey}`);
    if (seen !== undefined) return { status: 'duplicate', receipt: seen };
    const settles = commit.settle ?? [];
    const held = settles.every((claim) => {
      const item = this.work.get(`${id}/${claim.id}`);
      return item?.status === 'claimed' && item.fence === claim.fence;
    });
    if (!held) return { status: 'fenced' };
    if ((this.conversations.get(id)?.version ?? 0) !== commit.expectedVersion) return { status: 'conflict' };
    this.conversations.set(id, commit.conversation);
    if (commit.inboxKey !== undefined) this.inbox.set(`${id}/${commit.inboxKey}`, commit.receipt ?? 0);
    const entries = (commit.transcript ?? []).map((entry) => entry.seq);
    this.transcript.set(id, [...(this.transcript.get(id) ?? []), ...entries]);
    for (const settled of settles) this.settle(id, settled);
    if (commit.wakeReplies) this.wake(id);
    for (const item of commit.work ?? []) {
      if (!this.work.has(`${id}/${item.id}`)) this.work.set(`${id}/${item.id}`, item);
    }
    return { status: 'committed' };
  }

  private settle(id: string, { id: workId, status, dueAt }: NonNullable<Commit['settle']>[number]): void {
    const item = this.work.get(`${id}/${workId}`);
    if (!item) return;
    const later = status === 'pending' ? (dueAt ?? item.dueAt) : item.dueAt;
    this.work.set(`${id}/${workId}`, { ...item, status, leaseUntil: 0, dueAt: later });
  }

  private wake(id: string): void {
    for (const [key, item] of this.work) {
      const isWaiting = item.conversationId === id && item.kind === 'reply' && item.status === 'pending';
      if (isWaiting && item.dueAt > COMMITTED_AT) this.work.set(key, { ...item, dueAt: AT_ONCE });
    }
  }

  /** Replies stand in line: in the order they came, all but the first of a conversation wait. */
  readyAt(item: WorkItem): number {
    const line = [...this.work.values()].filter(
      ({ conversationId, kind, status }) =>
        conversationId === item.conversationId && kind === 'reply' && (status === 'pending' || status === 'claimed'),
    );
    if (item.kind === 'reply' && line[0]?.id !== item.id) return Number.POSITIVE_INFINITY;
    if (item.status === 'pending') return item.dueAt;
    return item.status === 'claimed' ? item.leaseUntil : Number.POSITIVE_INFINITY;
  }

  claim({ now, leaseMs }: ClaimRequest): readonly WorkItem[] {
    const taken = [...this.work].filter(([, item]) => this.readyAt(item) <= now);
    return taken.map(([key, item]) => {
      const claimed: WorkItem = {
        ...item,
        status: 'claimed',
        attempts: item.attempts + 1,
        fence: item.fence + 1,
        leaseUntil: now + leaseMs,
      };
      this.work.set(key, claimed);
      return item.status === 'claimed' ? { ...claimed, orphaned: true } : claimed;
    });
  }

  restart(): void {
    for (const [key, item] of this.work) {
      if (item.status === 'claimed') this.work.set(key, { ...item, leaseUntil: 0 });
    }
  }
}

const byKey = (items: readonly WorkItem[]) => {
  const key = (item: WorkItem) => `${item.conversationId}/${item.id}`;
  return [...items].sort((a, b) => key(a).localeCompare(key(b)));
};

const conversationId = fc.constantFrom('c1', 'c2', 'c3');
const workId = fc.constantFrom('w1', 'w2', 'r1', 'r2', 'r3');
const intent = fc.record({
  id: conversationId,
  /** 0 is the version the model knows now; the others are too old or too new. */
  versionOff: fc.constantFrom(0, 0, 0, 0, -1, 1),
  inboxKey: fc.option(fc.constantFrom('m1', 'm2', 'm3', 'm4', 'm5'), { nil: undefined }),
  receipt: fc.nat(9),
  entries: fc.nat(2),
  work: fc.option(workId, { nil: undefined }),
  wakes: fc.constantFrom(false, false, true),
  settle: fc.option(
    fc.record({
      id: workId,
      fenceOff: fc.constantFrom(0, 0, -1),
      status: fc.constantFrom('done', 'dead', 'pending'),
    }),
    { nil: undefined },
  ),
  dueAt: fc.nat(200),
});
const command = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('group' as const),
      intents: fc.array(intent, { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('claim' as const), now: fc.nat(400) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

function toCommit(
  model: Model,
  {
    id,
    versionOff,
    inboxKey,
    receipt,
    entries,
    work,
    wakes,
    settle,
    dueAt,
  }: typeof intent extends fc.Arbitrary<infer T> ? T : never,
): Commit {
  const expected = Math.max(0, (model.conversations.get(id)?.version ?? 0) + versionOff);
  const from = model.transcript.get(id)?.length ?? 0;
  const fence = (settle && model.work.get(`${id}/${settle.id}`)?.fence) ?? 0;
  return aCommit(id, expected, {
    conversation: aConversation(id, expected + 1, { lastInboundAt: receipt }),
    receipt,
    transcript: Array.from({ length: entries }, (_, at) => anEntry(from + at + 1)),
    ...(inboxKey === undefined ? {} : { inboxKey }),
    ...(work === undefined
      ? {}
      : { work: [aWorkItem(id, work, { dueAt, kind: work.startsWith('r') ? 'reply' : 'callout' })] }),
    ...(wakes ? { wakeReplies: true } : {}),
    ...(settle === undefined
      ? {}
      : { settle: [{ id: settle.id, fence: fence + settle.fenceOff, status: settle.status, dueAt }] }),
  });
}

async function expectSame(store: Store, model: Model): Promise<void> {
  for (const id of ['c1', 'c2', 'c3']) {
    expect(await store.load(id)).toEqual(model.conversations.get(id));
    const work = [...model.work.values()].filter((item) => item.conversationId === id);
    expect(byKey(await store.work(id))).toEqual(byKey(work));
    const seqs = (await store.transcript(id, 0, 1000)).map((entry) => entry.seq);
    expect(seqs).toEqual(model.transcript.get(id) ?? []);
  }
  const next = Math.min(...[...model.work.values()].map((item) => model.readyAt(item)));
  expect(await store.nextDueAt(KINDS)).toBe(Number.isFinite(next) ? next : undefined);
}

it('does what the model does, for any commits in any groups, claims and restarts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 25 }), async (commands) => {
      const directory = mkdtempSync(join(tmpdir(), 'model-'));
      const open = () => openSqliteStore({ directory, clock: () => COMMITTED_AT });
      const model = new Model();
      let store = open();
      try {
        for (const step of commands) {
          if (step.kind === 'restart') {
            await store.close();
            store = open();
            model.restart();
          } else if (step.kind === 'claim') {
            const request: ClaimRequest = { kinds: KINDS, now: step.now, leaseMs: 50, limit: 100 };
            expect(byKey(await store.claim(request))).toEqual(byKey(model.claim(request)));
          } else {
            const steps = step.intents.map((wanted) => {
              const commit = toCommit(model, wanted);
              return { commit, expected: model.commit(commit) };
            });
            const outcomes = await Promise.all(steps.map(({ commit }) => store.commit(commit)));
            expect(outcomes).toEqual(steps.map(({ expected }) => expected));
          }
          await expectSame(store, model);
        }
      } finally {
        await store.close();
        rmSync(directory, { recursive: true, force: true });
      }
    }),
    { numRuns: 60 },
  );
});
