import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Messenger } from '../../../../adapters/channels/channel';
import type { RepliesParts } from '../../../../bot/messaging/replyWorker';
import type { Log, LogLine } from '../../../../bot/telemetry';
import type { DeliveryMessage } from '../../../../dialogs/message';
import type { ConversationDocument, ReplyWork, WorkItem } from '../../../../store/documents';
import { openSqliteStore } from '../../../../store/sqlite/sqliteStore';
import type { Commit, Store } from '../../../../store/store';
import { aConversation } from '../../../store/documents';
import { createMortalWorker, type Dying, type Worker } from './mortalWorker';
import { createProvider, type Provider } from './provider';

export const HOUR = 3_600_000;
const START = 1_800_000_000_000;

/** A store, a provider, workers that can be killed, and a clock that moves when nothing else does. */
export interface World {
  readonly provider: Provider;
  readonly reports: DeliveryMessage[];
  readonly log: LogLine[];
  /** What the provider took, in order. */
  bodies(): readonly string[];
  /** Every time the provider was asked for one kind of thing. */
  asked(what: Provider['asked'][number]['what']): Provider['asked'];
  /** What was told as turns. */
  problems(): readonly Pick<DeliveryMessage, 'id' | 'workId' | 'problem' | 'code'>[];
  store(): Store;
  now(): number;
  passes(ms: number): void;
  /** A turn that says `texts`, and leaves one reply for them. */
  says(conversationId: string, texts: readonly string[], changes?: Partial<ReplyWork>): Promise<string>;
  /** A turn in which the customer writes and the bot says nothing. */
  customerWrites(conversationId: string): Promise<void>;
  changes(conversationId: string, commit: (before: ConversationDocument) => Partial<Commit>): Promise<void>;
  start(parts?: Partial<Pick<RepliesParts, 'report' | 'random'>>, dying?: Dying): Worker;
  /** Runs until nothing falls due within `ms`, or it is over, moving the clock to whatever is due next. */
  quiet(ms?: number, options?: QuietOptions): Promise<void>;
  items(conversationId: string): Promise<readonly WorkItem[]>;
  statuses(conversationId: string): Promise<string>;
  /** The process ends without warning, and another one opens the store. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

interface QuietOptions {
  readonly isOver?: () => boolean;
  /** The clock is looked at only so often, so that what falls due at about the same time is done at once. */
  readonly tickMs?: number;
}

export function createWorld(pace: Partial<Messenger['pace']> = {}): World {
  const directory = mkdtempSync(join(tmpdir(), 'replies-'));
  let now = START;
  const clock = () => now;
  let store = openSqliteStore({ directory, clock });
  let workers: Worker[] = [];
  const provider = createProvider(clock, pace);
  const reports: DeliveryMessage[] = [];
  const lines: LogLine[] = [];
  const ids = new Set<string>();
  const take = (line: LogLine) => void lines.push(line);
  const log: Log = { debug: take, info: take, warn: take, error: take };

  const commit = async (id: string, build: (before: ConversationDocument) => Partial<Commit>): Promise<void> => {
    ids.add(id);
    for (;;) {
      const before =
        (await store.load(id)) ??
        aConversation(id, 0, {
          channel: 'whatsapp',
          lastInboundAt: now,
          address: { account: 'AC1', sender: '+10', user: `user-of-${id}` },
        });
      const conversation = { ...before, version: before.version + 1 };
      const whole = { conversationId: id, expectedVersion: before.version, conversation, ...build(before) };
      if ((await store.commit(whole)).status === 'committed') return;
    }
  };
  const nextDueAt = () => store.nextDueAt(['reply', 'purge']);
  /** Somebody is at work, or has work to take: a clock that moved on now would end a lease. */
  const isBusy = async () => {
    for (let looks = 0; looks < 3; looks += 1) {
      for (const { replies } of workers) replies.wake();
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (workers.some((worker) => worker.isBusy())) return true;
    }
    const all = await Promise.all([...ids].map((id) => store.work(id)));
    if (all.flat().some(({ status }) => status === 'claimed')) return true;
    const due = await nextDueAt();
    return due !== undefined && due <= now;
  };

  return {
    provider,
    reports,
    log: lines,
    bodies: () => provider.taken.map(({ body }) => body),
    asked: (what) => provider.asked.filter((one) => one.what === what),
    problems: () => reports.map(({ id, workId, problem, code }) => ({ id, workId, problem, code })),
    store: () => store,
    now: clock,
    passes: (ms) => {
      now += ms;
    },
    changes: commit,
    async says(id, texts, changes = {}) {
      let workId = '';
      await commit(id, (before) => {
        workId = `${id}:reply:${before.version}`;
        const seq = before.seq + texts.length;
        return {
          conversation: { ...before, version: before.version + 1, seq },
          transcript: texts.map((text, at) => ({
            seq: before.seq + at + 1,
            at: now,
            body: { from: 'bot', reply: { text, locale: 'en-SG' } },
          })),
          work: [replyItem(id, workId, now, { from: before.seq + 1, to: seq, ...changes })],
        };
      });
      return workId;
    },
    customerWrites: (id) =>
      commit(id, (before) => ({
        conversation: { ...before, version: before.version + 1, lastInboundAt: now },
        wakeReplies: true,
      })),
    start(parts = {}, dying) {
      const report = async (message: DeliveryMessage) => {
        if (!reports.some(({ id }) => id === message.id)) reports.push(message);
      };
      const random = () => 0.5;
      const { messenger } = provider;
      const worker = createMortalWorker({ store, messenger, report, clock, random, log, ...parts }, dying);
      workers.push(worker);
      worker.replies.start();
      return worker;
    },
    async quiet(ms = HOUR, { isOver = () => false, tickMs = 0 } = {}) {
      const until = now + ms;
      while (!isOver()) {
        if (await isBusy()) continue;
        const due = (await nextDueAt()) ?? Number.POSITIVE_INFINITY;
        if (due > until) return;
        now = Math.max(now, due + tickMs);
      }
    },
    items: (id) => store.work(id),
    statuses: async (id) => (await store.work(id)).map(({ status }) => status).join(' '),
    async restart() {
      for (const worker of workers) worker.dies();
      workers = [];
      await store.close();
      store = openSqliteStore({ directory, clock });
    },
    async end() {
      await Promise.all(workers.filter((worker) => !worker.isDead()).map(({ replies }) => replies.stop()));
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function replyItem(conversationId: string, id: string, dueAt: number, body: ReplyWork): WorkItem {
  const empty = { attempts: 0, fence: 0, leaseUntil: 0 } as const;
  return { id, conversationId, kind: 'reply', status: 'pending', dueAt, ...empty, body: { ...body } };
}
