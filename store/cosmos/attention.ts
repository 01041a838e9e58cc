import { setTimeout as pause } from 'node:timers/promises';
import { needsPeople, withBotSince } from '../attention';
import type { ConversationDocument } from '../documents';
import { leaveOut } from '../leaveOut';
import type { Attention, Store } from '../store';
import { StoreFault } from '../storeFault';
import { CONVERSATION, type Conversations } from './conversations';
import { MAIN, type MainRow } from './documents';
import { markJudged } from './schema';
import type { CosmosSealing } from './sealing';
import type { CosmosWire } from './wire';

export interface AttentionParts {
  readonly wire: CosmosWire;
  readonly conversations: Conversations;
  readonly sealing: CosmosSealing;
  readonly records: Store['records'];
  /** What an earlier release left says of itself whether somebody is needed. */
  readonly isJudged: boolean;
  readonly onDamage: ((fault: StoreFault) => void) | undefined;
}

export interface CosmosAttention extends Attention {
  /** Resolves when every conversation says whether somebody is needed. */
  judged(): Promise<void>;
  stop(): void;
}

/** So few at a time that turns keep the most of the throughput. */
const AT_ONCE = 8;
const BETWEEN_MS = 5;
const MOST_TRIES = 12;
const MOST_RECORDS = 100_000;

/**
 * Finds conversations by what their main rows keep beside the sealed body. What an earlier release left is judged first,
 * once for the database, so that nothing is missed.
 */
export function createCosmosAttention(parts: AttentionParts): CosmosAttention {
  const { wire } = parts;
  const ending = new AbortController();
  let judging: Promise<void> | undefined = parts.isJudged ? Promise.resolve() : undefined;
  const judged = (): Promise<void> => {
    judging ??= judgeAll(parts, ending.signal).catch((cause: unknown) => {
      judging = undefined;
      throw cause;
    });
    return judging;
  };
  return {
    judged,
    stop: () => ending.abort(new StoreFault('closed')),
    needing: async ({ after = '', limit }) => {
      await judged();
      const rows = await wire.query<MainRow>(CONVERSATION, { path: 'attention', bound: ['>', after], limit });
      const documents = await openAll(parts, rows);
      const last = rows.at(-1)?.attention;
      return rows.length < limit || last === undefined ? { documents } : { documents, next: last };
    },
    lately: async (limit) => {
      await judged();
      const newest = { path: 'withBot', bound: ['>=', 0], newestFirst: true, limit } as const;
      return openAll(parts, await wire.query<MainRow>(CONVERSATION, newest));
    },
    silent: async ({ from, until, limit }) => {
      await judged();
      const rows = await wire.query<MainRow>(CONVERSATION, { path: 'withBot', bound: ['>=', from], limit });
      const wanted = rows.filter(({ withBot }) => (withBot ?? 0) <= until);
      const documents = await openAll(parts, wanted);
      const next = rows.at(-1)?.withBot;
      return wanted.length < limit || next === undefined ? { documents } : { documents, next };
    },
  };
}

/** What a main row keeps in the clear of the document it holds. */
export function attentionIn(
  conversation: ConversationDocument,
  isNeeded: boolean,
): Pick<MainRow, 'attention' | 'withBot'> {
  const withBot = withBotSince(conversation);
  return { ...(isNeeded && { attention: conversation.id }), ...(withBot !== undefined && { withBot }) };
}

/** One that was damaged is told of and left out: a list must not be lost with one of its lines. */
async function openAll(parts: AttentionParts, rows: readonly MainRow[]): Promise<readonly ConversationDocument[]> {
  const opened = await Promise.all(rows.map((row) => openedOrTold(parts, row)));
  return opened.filter((document) => document !== undefined);
}

async function openedOrTold({ sealing, onDamage }: AttentionParts, row: MainRow) {
  if (row.erased !== undefined) return undefined;
  try {
    return sealing.bodies.conversation(row, await sealing.toRead(row));
  } catch (cause) {
    leaveOut(cause, onDamage);
    return undefined;
  }
}

async function judgeAll(parts: AttentionParts, signal: AbortSignal): Promise<void> {
  const query = { select: ['conversationId'], path: 'id', says: MAIN, limit: Number.MAX_SAFE_INTEGER } as const;
  const found = await parts.wire.query<Pick<MainRow, 'conversationId'>>(CONVERSATION, query);
  const withOpen = await withSomethingOpen(parts);
  for (let from = 0; from < found.length; from += AT_ONCE) {
    signal.throwIfAborted();
    const some = found.slice(from, from + AT_ONCE);
    await Promise.all(some.map(({ conversationId: id }) => judgeOne(parts, id, withOpen.has(id))));
    await pause(BETWEEN_MS, undefined, { signal, ref: false });
  }
  await markJudged(parts.wire);
}

/** Those with an open case or a call-back: no release before could end a call-back. */
async function withSomethingOpen({ records }: AttentionParts): Promise<ReadonlySet<string>> {
  const cases = await records('case', { limit: MOST_RECORDS });
  const callBacks = await records('callBack', { limit: MOST_RECORDS });
  const open = [...cases.filter(({ body }) => body.status === 'open'), ...callBacks];
  return new Set(open.map(({ conversationId }) => conversationId));
}

/** Under the etag it was read with: one that moves on meanwhile is looked at again. */
function judgeOne(parts: AttentionParts, id: string, hasOpen: boolean): Promise<void> {
  const { conversations } = parts;
  return conversations.lock.run([id], async () => {
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const main = await conversations.read(id);
      const conversation = main && (await openedOrTold(parts, main.row));
      if (main === undefined || conversation === undefined) return;
      const { attention, withBot: _before, ...rest } = main.row;
      const isNeeded = needsPeople({ conversation }) ?? (attention !== undefined || hasOpen);
      const row: MainRow = { ...rest, ...attentionIn(conversation, isNeeded) };
      const outcome = await conversations.write({ main: row, writes: [{ kind: 'replace', row, etag: main.etag }] });
      if (outcome.status !== 'refused') return;
    }
    throw new StoreFault('busy', { detail: `${id} could not be judged` });
  });
}
