import type { Messenger } from '../adapters/channels/channel';
import type { CustomerMessage, InboundMessage } from '../dialogs/message';
import type { Texts } from '../dialogs/texts';
import type { View } from '../dialogs/view';
import type { BankProfile } from '../machines/bank';
import { NO_FACTS } from '../machines/facts';
import { fastForward } from '../machines/fastForward';
import { passPen } from '../machines/handoff';
import type { Locale, Market, MarketProfile } from '../machines/market';
import type { AuditEntry, CallBackBody, ConversationDocument } from '../store/documents';
import type { Store } from '../store/store';
import { type Carried, loadCarried } from './carryOver/carried';
import type { CarryOver } from './carryOver/links';
import { deskOf } from './desk/deskOf';
import { loadForAgent } from './desk/loadForAgent';
import { promisableSlots } from './desk/promisableSlots';
import { BotFault } from './errors';
import type { FlowRegistry, RunnableFlow } from './flows';
import type { Halves } from './halves';
import { isDoubtful, isFromCustomer, isLate, writtenAt } from './inbound';
import { chosenMarket, standIn } from './messaging/chosenMarket';
import { type FailedReply, loadFailedReply } from './messaging/delivery';
import { loadSentReplies, type SentReplies } from './messaging/unseen';
import type { Rivals } from './oneApplication';
import { loadOpenCase, type OpenCase } from './operator/settlement';
import type { OwnDataLinks } from './ownData/links';
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
  readonly remindAfterMs: number;
  /** As in `OneApplicationParts`. */
  readonly oneApplicationMs: number;
  /** The customer arrives with this message, or has just said in which market. */
  readonly begins: boolean;
  /** What leads the customer to what is kept of them; missing: nothing does. */
  readonly ownData?: OwnDataLinks;
  /** Every market of the product, for what is said and heard before one is chosen. */
  readonly markets: Readonly<Record<Market, MarketProfile>>;
  readonly bankOf: (market: MarketProfile) => BankProfile;
  /** By which applications are gone on with elsewhere; missing: they are not. */
  readonly carryOver?: CarryOver;
  /** With a code of another conversation, and what proves that it is theirs: what it leads to. */
  readonly carried?: Carried;
  /** With the report on a reply that failed: the reply. */
  readonly failedReply?: FailedReply;
  /** When it matters what the customer was shown: how the replies fared. */
  readonly sent?: SentReplies;
  /** With an agent's command: the last line of the conversation's audit. */
  readonly auditHead?: AuditEntry;
  /** With what came of a call: the call-back. */
  readonly callBack?: CallBackBody;
  /** There is an approved template by which this customer can be asked to write again. */
  readonly hasTemplate: boolean;
  /** With an operator's decision: the case. */
  readonly openCase?: OpenCase;
  /** When this turn was tried before: who else holds what it would reserve. */
  readonly rivals?: Rivals;
  /** When this message makes a card number of earlier ones: what becomes of those. */
  readonly halves?: Halves;
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
  /** After so long without an answer a customer on a messenger is reminded of an open question, once. */
  readonly remindAfterMs: number;
  /** As in `OneApplicationParts`; missing: 0. */
  readonly oneApplicationMs?: number;
  /** Whether there is an approved template for somebody at this address, in this language; missing: there is none. */
  readonly hasTemplate?: Messenger['hasTemplate'];
  /** As in `OpenConversation`. */
  readonly ownData?: OwnDataLinks;
  readonly carryOver?: CarryOver;
  /** Whether somebody of a market is at the desk now; undefined, or missing: nobody knows. */
  readonly attends?: (market: Market) => boolean | undefined;
}

/** Loads the conversation a message belongs to, or begins it when the message says that the customer arrived. */
export async function openConversation(parts: ConversationParts, message: InboundMessage): Promise<OpenConversation> {
  const open = await loadOrBegin(parts, message);
  const carried = await loadCarried(parts, open.document, message);
  return carried === undefined ? open : { ...open, carried };
}

async function loadOrBegin(parts: ConversationParts, message: InboundMessage): Promise<OpenConversation> {
  const remembered = parts.conversations.get(message.conversationId);
  const stored = remembered ?? (await loadWithDesk(parts.store, message.conversationId));
  if (stored === undefined) await parts.flows.refresh();
  const document = stored ? unblocked(atItsAddress(stored, message), message) : newConversation(parts, message);
  const market = chosenMarket(parts.markets, document, message);
  if (stored !== undefined) await parts.flows.refresh(market === undefined ? NOT_OLDER_THAN_MS : 0);
  await parts.flows.fetch(document.flow);
  if (market !== undefined)
    return { ...viewOf(parts, inMarket(parts, document, market), message.receivedAt), begins: true };
  const open = viewOf(parts, document, message.receivedAt);
  if (stored === undefined) return { ...open, begins: true };
  if (!isFromCustomer(message)) return withNews(parts, open, message);
  const answered = message.replayed ? backWithBot(parts, open) : open;
  const sent = await loadSentReplies(parts.store, answered, message);
  return sent === undefined ? answered : { ...answered, sent };
}

/** So soon every process knows that conversations are moved. */
const NOT_OLDER_THAN_MS = 2_000;

async function loadWithDesk(store: Store, conversationId: string): Promise<ConversationDocument | undefined> {
  const stored = await store.load(conversationId);
  return stored && { ...stored, desk: await deskOf(store, stored) };
}

/** What the decision rests on besides the conversation. Read after it, so that it is at least as new as its version. */
async function withNews({ store }: ConversationParts, open: OpenConversation, message: InboundMessage) {
  if (message.kind === 'delivery') return { ...open, failedReply: await loadFailedReply(store, message) };
  if (message.kind === 'settlement') return { ...open, openCase: await loadOpenCase(store, message) };
  if (message.kind === 'agent') return { ...open, ...(await loadForAgent(store, open, message)) };
  return open;
}

/** A fault of ours had asked for a person, who has not come yet: the message is for the assistant, at its question. */
function backWithBot(parts: ConversationParts, open: OpenConversation): OpenConversation {
  const returned = passPen(open.document, { type: 'customer.returned' });
  if (open.document.status !== 'pending' || returned === undefined) return open;
  const { step } = fastForward(open.flow.machine, open.document.facts);
  return viewOf(parts, { ...open.document, ...returned, step }, open.now);
}

function newConversation(parts: ConversationParts, message: InboundMessage): ConversationDocument {
  const arrival = isFromCustomer(message) ? arrivalOf(parts, message) : undefined;
  if (arrival === undefined || !isFromCustomer(message)) {
    throw new BotFault(
      'CONVERSATION_UNKNOWN',
      'A message came for a conversation that was never started; start it first.',
    );
  }
  const { market, locale, ...who } = arrival;
  const about = { id: message.conversationId, channel: message.channel, createdAt: message.receivedAt };
  return { ...freshDocument(parts, market, locale, who.userId), ...about, ...who, lastInboundAt: writtenAt(message) };
}

/** Who the customer is, and where. On a messenger they arrive by writing, and may have to say which market is theirs. */
function arrivalOf({ markets }: ConversationParts, message: CustomerMessage) {
  if (message.kind === 'started') {
    const { userId, market, locale } = message;
    return { userId, market, locale };
  }
  if (message.start === undefined) return undefined;
  const { userId, address, markets: choices } = message.start;
  const who = { userId, address };
  if (choices.length === 1) return { ...who, market: choices[0], locale: undefined };
  return { ...who, ...standIn(markets, message.start), marketChoices: choices };
}

/** The beginning in one market, in its own language unless another was chosen. */
function freshDocument(
  { flows, markets }: ConversationParts,
  market: Market,
  chosen: Locale | undefined,
  customer: string,
) {
  const flow = flows.current(market, customer);
  const language = chosen === undefined ? {} : { language: { value: chosen, by: 'customer' as const } };
  return {
    schema: 1,
    version: 0,
    market,
    locale: chosen ?? markets[market].defaultLocale,
    status: 'bot',
    pen: { owner: 'bot', epoch: 1 },
    flow: flow.pin,
    facts: { ...NO_FACTS, fields: language },
    step: flow.resolved.initial,
    seq: 0,
    run: 1,
    submitted: [],
  } as const;
}

/** The same conversation, from its beginning, in the market the customer chose, now or instead of another. */
function inMarket(parts: ConversationParts, document: ConversationDocument, market: Market): ConversationDocument {
  const { version, seq, run, submitted, marketChoices, prompt: _question, ...kept } = document;
  const { status, pen } = passPen(document, { type: 'customer.returned' }) ?? document;
  const begun = {
    version,
    seq,
    submitted,
    status,
    pen,
    run: marketChoices === undefined ? run + 1 : run,
    marketsOffered: marketChoices ?? document.marketsOffered,
  };
  return { ...kept, ...freshDocument(parts, market, undefined, document.userId), ...begun };
}

/** A customer may get another number, and we may write from another sender: replies go where the last message came from. */
function atItsAddress(document: ConversationDocument, message: InboundMessage): ConversationDocument {
  if (!isFromCustomer(message) || message.start === undefined || isLate(document, message)) return document;
  const { address, userId } = message.start;
  const known = document.address;
  const isSame = known?.user === address.user && known.sender === address.sender && known.account === address.account;
  return isSame ? document : { ...document, address, userId };
}

/** Who had blocked us and writes again has taken that back by writing; nobody ever told them of any word for it. */
function unblocked(document: ConversationDocument, message: InboundMessage): ConversationDocument {
  const isBlocked = document.optedOut?.toldTo === 'provider';
  if (!isBlocked || !isFromCustomer(message)) return document;
  if (isLate(document, message) && !isDoubtful(document, message)) return document;
  const { optedOut: _blocked, ...rest } = document;
  return rest;
}

/** What it takes to see a conversation, once it is loaded. */
export type Sight = Omit<ConversationParts, 'store' | 'conversations'>;

/** What the pure middle sees of a document; also of the one a turn is about to write. */
export function viewOf(parts: Sight, document: ConversationDocument, now: number): OpenConversation {
  const market = parts.markets[document.market];
  const flow = parts.flows.pinned(document.market, document.flow);
  const bank = parts.referenceData.bank(market);
  const isUnattended = parts.attends?.(document.market) === false;
  return {
    document,
    flow,
    market,
    bank,
    now,
    resumeAfterMs: parts.resumeAfterMs,
    remindAfterMs: parts.remindAfterMs,
    oneApplicationMs: parts.oneApplicationMs ?? 0,
    begins: false,
    ...(parts.ownData && { ownData: parts.ownData }),
    ...(parts.carryOver && { carryOver: parts.carryOver }),
    hasTemplate: hasTemplate(parts, document),
    markets: parts.markets,
    bankOf: parts.referenceData.bank,
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
      references: document.submitted.flatMap(({ reference }) => reference ?? []),
      ...(isUnattended && { unattended: true }),
      ...(isUnattended && mayBeCalled(document) && { callTimes: () => promisableSlots(market, now) }),
      texts: parts.texts,
      list: (list, locale) => parts.referenceData.rows(market, list, locale),
    },
  };
}

/** One call at a time is promised. */
function mayBeCalled({ desk }: ConversationDocument): boolean {
  return (desk?.callBacks ?? []).length === 0;
}

function hasTemplate({ hasTemplate: has }: Sight, { address, locale }: ConversationDocument): boolean {
  return address !== undefined && has?.(address, locale) === true;
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
