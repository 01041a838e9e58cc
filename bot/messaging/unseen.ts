import { recognizeCommand } from '../../dialogs/commands';
import { stripInvisible, unquoted } from '../../dialogs/fold';
import type { CustomerMessage } from '../../dialogs/message';
import { seqOf } from '../../dialogs/payload';
import type { Understanding } from '../../dialogs/view';
import type { ConversationDocument, Delivery, WorkItem } from '../../store/documents';
import type { Store } from '../../store/store';
import type { OpenConversation } from '../conversation';
import { isLate, isMessenger } from '../inbound';
import { workOf } from './replyWorker';
import { WINDOW_MS } from './window';

/** How the replies of a conversation fared. Read only when a turn depends on it: no ordinary turn pays for it. */
export interface SentReplies {
  readonly items: readonly WorkItem[];
  readonly deliveries: readonly Delivery[];
}

/** Undefined when nothing that this message may do depends on what the customer was shown. */
export async function loadSentReplies(
  store: Store,
  open: OpenConversation,
  message: CustomerMessage,
): Promise<SentReplies | undefined> {
  const { document } = open;
  if (!isMessenger(document) || isLate(document, message)) return undefined;
  const isOwed = document.untold !== undefined && document.untold.length > 0;
  if (!isOwed && !isInQuestion(open, message)) return undefined;
  return loadAllReplies(store, document.id);
}

export async function loadAllReplies(store: Store, conversationId: string): Promise<SentReplies> {
  const [work, deliveries] = await Promise.all([store.work(conversationId), store.deliveries(conversationId)]);
  return { items: work.filter(({ kind }) => kind === 'reply'), deliveries };
}

/** What is typed before its question was shown answers something else: it decides nothing. */
export type Unseen = {
  readonly kind: 'unseen';
  /** The question is about to be sent, or sent again, by itself: there is nothing to say meanwhile. */
  readonly isOnItsWay: boolean;
};

/**
 * What a text means while the question it would answer is not in front of the customer: commands work as ever.
 * Undefined when the question was shown. A button needs no such look: who tapped it saw it.
 */
export function unseen(open: OpenConversation, message: CustomerMessage): Unseen | Understanding | undefined {
  const { prompt } = open.document;
  if (!prompt || !open.sent || message.kind !== 'text' || !isInQuestion(open, message)) return undefined;
  const copies = [prompt.promptId, ...(prompt.since === undefined ? [] : [prompt.since])];
  const fares = copies.map((promptId) => howItFared(open.sent ?? NOTHING_SENT, seqOf(promptId)));
  if (fares.includes('arrived')) return undefined;
  const command = recognizeCommand(open.view, unquoted(stripInvisible(message.text).trim()));
  return command ?? { kind: 'unseen', isOnItsWay: fares.includes('onItsWay') && !mayBeThere(open, copies) };
}

/**
 * Whether somebody began to send the question and has not said how that went: it may be on the phone already, and
 * nothing more would come of it. One that is known to wait for the customer does come.
 */
function mayBeThere({ document, sent = NOTHING_SENT }: OpenConversation, copies: readonly string[]): boolean {
  if (document.unseen !== undefined && document.unseen === document.prompt?.promptId) return false;
  const begun = sent.items.filter(
    ({ status, attempts }) => (status === 'pending' || status === 'claimed') && attempts > 0,
  );
  return begun.some((item) => copies.some((promptId) => isIn(item, seqOf(promptId))));
}

/** Whether the question that is open now is among what this item sends. */
export function holdsQuestion({ prompt }: ConversationDocument, item: WorkItem | undefined): boolean {
  return prompt !== undefined && item !== undefined && isIn(item, seqOf(prompt.promptId));
}

export type Fared = 'arrived' | 'onItsWay' | 'lost';

/**
 * How the reply at this place of the transcript fared, over all the times it was sent: it arrived when every message of
 * it was taken and none is known to have failed.
 */
export function howItFared({ items, deliveries }: SentReplies, seq: number): Fared {
  const tries = items.filter((item) => isIn(item, seq));
  const ids = new Set(tries.map(({ id }) => id));
  const sent = deliveries.filter(({ workId, part }) => ids.has(workId) && part >= 0);
  const good = sent.filter(({ status }) => status !== 'failed');
  const arrived = new Set(good.map(({ part }) => part));
  const isWhole = tries.some((item) => item.status === 'done' && workOf(item).parts?.last === undefined);
  if (isWhole && sent.length > 0 && sent.every(({ part }) => arrived.has(part))) return 'arrived';
  // What was taken from an item still at work may be all of it: then nothing more would come of it.
  const isOnItsWay = tries.some(
    ({ id, status }) => (status === 'pending' || status === 'claimed') && !good.some(({ workId }) => workId === id),
  );
  return isOnItsWay ? 'onItsWay' : 'lost';
}

export const NOTHING_SENT: SentReplies = { items: [], deliveries: [] };
/** From here on a question may not have gone out any more. */
const DOUBTED_AFTER_MS = WINDOW_MS - 3_600_000;

/**
 * A decision must have been in front of the customer in every case; any other question when there is reason to doubt
 * that it was.
 */
function isInQuestion({ document, now }: OpenConversation, message: CustomerMessage): boolean {
  const { prompt, status, lastInboundAt, desk } = document;
  if (message.kind !== 'text' || prompt === undefined) return false;
  if (status !== 'bot' && desk?.offered !== prompt.step) return false;
  const isDecision = prompt.kind === 'consent' || prompt.kind === 'review';
  return isDecision || document.unseen === prompt.promptId || now - lastInboundAt >= DOUBTED_AFTER_MS;
}

function isIn(item: WorkItem, seq: number): boolean {
  const { from, to } = workOf(item);
  return from <= seq && seq <= to;
}
