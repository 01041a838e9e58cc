import type { InboundMessage } from '../dialogs/message';
import type { Texts } from '../dialogs/texts';
import type { View } from '../dialogs/view';
import type { BankProfile } from '../machines/bank';
import { NO_FACTS } from '../machines/facts';
import type { Market, MarketProfile } from '../machines/market';
import type { ConversationDocument } from '../store/documents';
import type { Store } from '../store/store';
import { BotFault } from './errors';
import type { FlowRegistry, RunnableFlow } from './flows';
import type { ReferenceData } from './referenceData';

/** A conversation loaded for one turn, with all that the pure middle may look at. */
export interface OpenConversation {
  /** As stored; version 0 when this turn is its first. */
  readonly document: ConversationDocument;
  readonly flow: RunnableFlow;
  readonly market: MarketProfile;
  readonly bank: BankProfile;
  readonly view: View;
  /** When the message came, epoch milliseconds: the only clock a turn has. */
  readonly now: number;
  readonly resumeAfterMs: number;
}

export interface ConversationParts {
  readonly store: Store;
  readonly conversations: ConversationCache;
  readonly flows: FlowRegistry;
  readonly markets: Readonly<Record<Market, MarketProfile>>;
  readonly referenceData: ReferenceData;
  readonly texts: Texts;
  /** Away for longer than this, a customer is welcomed back with a short recap. */
  readonly resumeAfterMs: number;
}

/** Loads the conversation a message belongs to, or begins it when the message says that the customer arrived. */
export async function openConversation(parts: ConversationParts, message: InboundMessage): Promise<OpenConversation> {
  const stored = parts.conversations.get(message.conversationId) ?? (await parts.store.load(message.conversationId));
  return viewOf(parts, stored ?? newConversation(parts, message), message.receivedAt);
}

function newConversation(parts: ConversationParts, message: InboundMessage): ConversationDocument {
  if (message.kind !== 'started') {
    throw new BotFault(
      'CONVERSATION_UNKNOWN',
      'A message came for a conversation that was never started; start it first.',
    );
  }
  const flow = parts.flows.current(message.market);
  const chosen = message.locale;
  return {
    schema: 1,
    id: message.conversationId,
    version: 0,
    market: message.market,
    channel: message.channel,
    userId: message.userId,
    locale: chosen ?? parts.markets[message.market].defaultLocale,
    status: 'bot',
    pen: { owner: 'bot', epoch: 1 },
    flow: flow.pin,
    facts: chosen === undefined ? NO_FACTS : { ...NO_FACTS, fields: { language: { value: chosen, by: 'customer' } } },
    step: flow.resolved.initial,
    seq: 0,
    run: 1,
    submitted: [],
    createdAt: message.receivedAt,
    lastInboundAt: message.receivedAt,
  };
}

/** What the pure middle sees of a document; also of the one a turn is about to write. */
export function viewOf(
  parts: Omit<ConversationParts, 'store' | 'conversations'>,
  document: ConversationDocument,
  now: number,
): OpenConversation {
  const market = parts.markets[document.market];
  const flow = parts.flows.pinned(document.market, document.flow);
  const bank = parts.referenceData.bank(market);
  return {
    document,
    flow,
    market,
    bank,
    now,
    resumeAfterMs: parts.resumeAfterMs,
    view: {
      market,
      bank,
      channel: document.channel,
      locale: document.locale,
      flow: flow.resolved,
      facts: document.facts,
      step: document.step,
      ...(document.prompt ? { prompt: document.prompt } : {}),
      status: document.status,
      texts: parts.texts,
      list: (list, locale) => parts.referenceData.rows(market, list, locale),
    },
  };
}

/**
 * The newest documents this process committed, so that a running conversation is not read back each turn. Safe with
 * other processes: a stale document fails its version check, is forgotten, and the turn runs again from the store.
 */
export interface ConversationCache {
  get(id: string): ConversationDocument | undefined;
  keep(document: ConversationDocument): void;
  forget(id: string): void;
}

export function createConversationCache(size: number): ConversationCache {
  const documents = new Map<string, ConversationDocument>();
  return {
    get: (id) => documents.get(id),
    keep(document) {
      documents.delete(document.id);
      documents.set(document.id, document);
      if (documents.size <= size) return;
      const oldest = documents.keys().next().value;
      if (oldest !== undefined) documents.delete(oldest);
    },
    forget: (id) => {
      documents.delete(id);
    },
  };
}
