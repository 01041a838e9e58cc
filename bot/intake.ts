import type { ConversationGateway, Receipt } from '../adapters/channels/channel';
import type {
  AgentMessage,
  CalloutMessage,
  CustomerMessage,
  DeliveryMessage,
  InboundMessage,
  SettlementMessage,
  TimerMessage,
} from '../dialogs/message';
import type { ConversationDocument, WorkItem } from '../store/documents';
import type { Store } from '../store/store';
import { boundedText } from './boundedText';
import { withoutCardNumbers } from './cleaned';
import type { ConversationParts } from './conversation';
import { giveUp, keepAct, keepAnswer, keepReport, keepSettlement } from './deadLetter';
import { createListeners } from './listeners';
import type { Shedding } from './load/shedding';
import { urgencyOf } from './load/urgency';
import { offeredChoices } from './offeredChoices';
import type { Log } from './telemetry';
import { runTurn, type TurnOutcome, type TurnParts } from './turn';
import { createTurnQueue } from './turnQueue';
import { createTypingLine } from './typingLine';
import { isErased, unlessErased } from './unlessErased';
import { warm } from './warm';

/**
 * The door of the product: one turn at a time per conversation in this process, card numbers taken out before anything
 * is kept, and a promise that resolves only when the turn is durable.
 */
export interface Intake extends ConversationGateway {
  /**
   * A turn for something that is not the customer's: the bank's answer, a reply that failed, a time that came, what an
   * operator or an agent does. Rejects when the turn cannot be kept.
   */
  take(
    message: CalloutMessage | DeliveryMessage | TimerMessage | SettlementMessage | AgentMessage,
  ): Promise<TurnOutcome>;
  /**
   * The most turns there were at once since this was last asked: a moment shows none, for those that came together end
   * together.
   */
  mostAtOnce(): number;
  /** Waits for the conversation's turns in this process, then does something no turn may run beside, and forgets it. */
  alone<T>(conversationId: string, work: () => Promise<T>): Promise<T>;
  /** Another process took a turn in this conversation, or left work of it to whoever is there. */
  hears(conversationId: string): void;
  /** Tells of each turn, whichever process took it, and of an erasure; the conversation as it is now, where that is known. */
  watchTurns(listener: TurnListener): () => void;
  /** Resolves when no turn is running. */
  idle(): Promise<void>;
}

export type TurnListener = (conversationId: string, document?: ConversationDocument) => void;

export interface IntakeParts extends TurnParts {
  readonly log: Log;
  readonly shedding: Pick<Shedding, 'turnsAway'>;
  /** Told after each commit that left work, and of which kinds. */
  readonly wakeWorkers: (kinds: readonly WorkItem['kind'][]) => void;
}

const RETRY_AFTER_MS = 2_000;
const WAKE_AFTER_NEWS_MS = 200;
const EVERY_KIND: readonly WorkItem['kind'][] = ['callout', 'status', 'reply', 'timer', 'purge', 'hub', 'erase'];

export function createIntake(parts: IntakeParts): Intake {
  const { inOrder, mostAtOnce, idle } = createTurnQueue();
  const { subscribe, publish } = createListeners();
  const watchers = new Set<TurnListener>();
  const tellWatchers: TurnListener = (conversationId, document) => {
    for (const watcher of watchers) watcher(conversationId, document);
  };

  /** Whoever took the turn does its work; this is for what that process cannot do any more, or not alone. */
  let isWaking = false;
  const wakeSoon = () => {
    if (isWaking) return;
    isWaking = true;
    const wake = () => {
      isWaking = false;
      parts.wakeWorkers(EVERY_KIND);
    };
    setTimeout(wake, WAKE_AFTER_NEWS_MS).unref();
  };

  const announce = (conversationId: string, outcome: TurnOutcome): TurnOutcome => {
    if (outcome.status !== 'committed') return outcome;
    publish(conversationId, outcome.entries);
    tellWatchers(conversationId, parts.conversations.get(conversationId));
    if (outcome.work.length > 0) parts.wakeWorkers(outcome.work);
    return outcome;
  };

  const takeNow = async (message: InboundMessage): Promise<TurnOutcome> =>
    announce(message.conversationId, await runTurn(parts, message));

  const receive = async (message: CustomerMessage): Promise<Receipt> => {
    const waitMs = await turnedAway(parts, message.conversationId);
    if (waitMs !== undefined) return { status: 'unavailable', retryAfterMs: waitMs };
    const safe = withoutCardNumbers(bounded(message));
    return inOrder(safe.conversationId, async () => {
      try {
        await warm(parts, safe);
        return receiptOf(await takeNow(safe));
      } catch (cause) {
        parts.log.error({ event: 'turn.failed', code: codeOf(cause), cause: nameOf(cause) });
        const outcome = await giveUp(parts, safe, cause);
        if (outcome === undefined) {
          // Another process may have erased it: what is remembered would keep its customer from beginning anew.
          parts.conversations.forget(safe.conversationId);
          return { status: 'unavailable', retryAfterMs: RETRY_AFTER_MS, ...(isErased(cause) && { reason: 'erased' }) };
        }
        return receiptOf(announce(safe.conversationId, outcome));
      }
    });
  };

  return {
    receive,
    take: (message) =>
      inOrder(message.conversationId, async () => {
        try {
          return await takeNow(message);
        } catch (cause) {
          parts.log.error({ event: 'turn.failed', code: codeOf(cause), cause: nameOf(cause) });
          return announce(message.conversationId, await kept(parts, message, cause));
        }
      }),
    urgency(conversationId) {
      const document = parts.conversations.get(conversationId);
      try {
        return document === undefined ? 'first' : urgencyOf(parts.flows, document);
      } catch {
        // Its flow is gone: what can be said about that its next turn says.
        return 'first';
      }
    },
    mostAtOnce,
    alone: (conversationId, work) =>
      inOrder(conversationId, () =>
        work().finally(() => {
          parts.conversations.forget(conversationId);
          tellWatchers(conversationId);
        }),
      ),
    transcript: (conversationId, afterSeq, limit) => parts.store.transcript(conversationId, afterSeq, limit),
    async find(conversationId) {
      // Who comes back to an erased conversation finds none, and begins a new one.
      const document = await unlessErased(() => currentDocument(parts, conversationId));
      return document && { userId: document.userId, market: document.market, locale: document.locale };
    },
    subscribe,
    watchTurns(listener) {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
    typing: createTypingLine(),
    hears(conversationId) {
      parts.conversations.forget(conversationId);
      publish(conversationId, []);
      tellWatchers(conversationId);
      wakeSoon();
    },
    async choices(conversationId, promptId) {
      const document = await currentDocument(parts, conversationId);
      if (document === undefined) return undefined;
      await parts.flows.fetch(document.flow);
      return offeredChoices(parts, document, promptId);
    },
    idle,
  };
}

/** How long to stay away; undefined: the message is taken. The store is asked only while somebody is turned away. */
async function turnedAway(parts: IntakeParts, conversationId: string): Promise<number | undefined> {
  const { shedding, flows } = parts;
  if (shedding.turnsAway('new') === undefined) return undefined;
  try {
    return shedding.turnsAway(urgencyOf(flows, await currentDocument(parts, conversationId)));
  } catch {
    // What is to be said about a store that fails the turn says.
    return undefined;
  }
}

/** What can still be kept of something whose turn failed. Rejects where trying again is what helps. */
async function kept(parts: TurnParts, message: Parameters<Intake['take']>[0], cause: unknown): Promise<TurnOutcome> {
  switch (message.kind) {
    case 'callout':
      return keepAnswer(parts, message, cause);
    case 'delivery':
      return keepReport(parts, message, cause);
    case 'settlement':
      return keepSettlement(parts, message, cause);
    case 'agent':
      return keepAct(parts, message, cause);
    case 'timer':
      throw cause;
  }
}

async function currentDocument(parts: ConversationParts & { readonly store: Store }, conversationId: string) {
  return parts.conversations.get(conversationId) ?? (await parts.store.load(conversationId));
}

function receiptOf(outcome: TurnOutcome): Receipt {
  if (outcome.status === 'duplicate') return { status: 'duplicate', seq: outcome.seq };
  return { status: 'accepted', seq: 'seq' in outcome ? outcome.seq : 0 };
}

function bounded(message: CustomerMessage): CustomerMessage {
  if (message.kind === 'text') return { ...message, text: boundedText(message.text) };
  return message.kind === 'choice' ? { ...message, label: boundedText(message.label) } : message;
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'UNKNOWN';
}

function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : typeof cause;
}
