import type { DeliveryMessage, DeliveryProblem } from '../../dialogs/message';
import {
  AT_ONCE,
  type ConversationDocument,
  type Delivery,
  type ReplyWork,
  type WorkItem,
} from '../../store/documents';
import type { Store } from '../../store/store';
import type { OpenConversation } from '../conversation';
import { stay, withAside } from '../moves';
import type { Next } from '../next';
import { workOf } from './replyWorker';
import { holdsQuestion } from './unseen';
import { alsoUntold } from './untold';

/** What is remembered of a reply that failed. */
export interface FailedReply {
  readonly item: WorkItem | undefined;
  /** A person looks after it already. */
  readonly hasCase: boolean;
  /** What the provider took of it. */
  readonly taken: readonly Delivery[];
  /** The reference number it tells, and where it stands. */
  readonly reference: NonNullable<ConversationDocument['untold']>[number] | undefined;
}

/** Read only when a reply failed: no ordinary turn pays for it. */
export async function loadFailedReply(store: Store, message: DeliveryMessage): Promise<FailedReply> {
  const { conversationId, workId } = message;
  const [work, cases, deliveries] = await Promise.all([
    store.work(conversationId),
    store.records('case', { conversationId, limit: MOST_CASES }),
    store.deliveries(conversationId),
  ]);
  const item = work.find(({ id, kind }) => id === workId && kind === 'reply');
  return {
    item,
    hasCase: cases.some(({ id }) => id === `case:${workId}`),
    taken: deliveries.filter((one) => one.workId === workId && one.part >= 0),
    reference: item && (await referenceIn(store, item)),
  };
}

async function referenceIn(store: Store, item: WorkItem): Promise<FailedReply['reference']> {
  const { from, to, isReference } = workOf(item);
  if (!isReference) return undefined;
  const entries = await store.transcript(item.conversationId, from - 1, to - from + 1);
  const [told] = entries.flatMap(({ seq, body }) => {
    const reference = body.from === 'bot' ? body.reply.lead?.reference : undefined;
    return reference === undefined ? [] : [{ reference, seq }];
  });
  return told;
}

const MOST_CASES = 1_000;
const AGAIN_AFTER_MS = 60_000;

/**
 * What is done about a reply that did not arrive. Nothing is said: it may be said again in another form or a little
 * later, once each, and then a person has to know. What was in it is remembered until the customer writes: a question
 * that was not shown cannot be answered, and a reference number is told first.
 */
export function decideOnDelivery(open: OpenConversation, message: DeliveryMessage): Next {
  const { item, reference } = open.failedReply ?? {};
  const { problem } = message;
  const done = problem === 'takenOver' ? stay(open) : afterFailure(open, { ...message, problem });
  return {
    ...done,
    ...(holdsQuestion(open.document, item) && { unseen: open.document.prompt?.promptId }),
    ...(reference && { untold: alsoUntold(open.document.untold, reference) }),
  };
}

/** What the provider could not do. */
type Failure = DeliveryMessage & { readonly problem: DeliveryProblem };

function afterFailure(open: OpenConversation, message: Failure): Next {
  if (open.document.optedOut !== undefined || message.problem === 'optedOut') return afterBlock(open, message);
  switch (message.problem) {
    case 'contentRefused':
      return sendOtherwise(open, message, { suffix: 'text', dueAt: AT_ONCE, change: { asText: true } });
    case 'failed':
      return sendOtherwise(open, message, { suffix: 'again', dueAt: open.now + AGAIN_AFTER_MS, change: {} });
    case 'windowClosed':
      return waitForCustomer(open, message);
    case 'unreachable':
    case 'policy':
      return openCase(open, message);
  }
}

/** Nobody can tell them here any more: a person has to, if it was their reference number. */
function afterBlock(open: OpenConversation, message: Failure): Next {
  const { optedOut = { at: open.now, toldTo: 'provider' } } = open.document;
  const isOwed = optedOut.toldTo === 'provider' && open.failedReply?.reference !== undefined;
  return { ...(isOwed ? openCase(open, message) : stay(open)), optedOut };
}

/** Told afterwards, it waits as it would have, had the provider said so at once; then the worker has seen to it. */
function waitForCustomer(open: OpenConversation, message: Failure): Next {
  if (message.part === undefined) return openCase(open, message);
  const sent = open.failedReply?.taken.find(({ part }) => part === message.part);
  return sendOtherwise(open, message, { suffix: 'wait', dueAt: AT_ONCE, change: { after: sent?.at ?? open.now } });
}

interface OtherWay {
  /** Marks the new item, and with it that this way has been tried. */
  readonly suffix: 'text' | 'again' | 'wait';
  readonly dueAt: number;
  readonly change: Partial<ReplyWork>;
}

function sendOtherwise(open: OpenConversation, message: Failure, { suffix, dueAt, change }: OtherWay): Next {
  const { item, taken = [] } = open.failedReply ?? {};
  const isTried = new RegExp(`:${suffix}\\d*(?=:|$)`).test(message.workId);
  if (item === undefined || isTried) return openCase(open, message);
  const { parts: _before, ...before } = workOf(item);
  const parts = partsLeft(workOf(item), message, taken);
  const body: ReplyWork = { ...before, ...(parts && { parts }), ...change };
  const id = `${item.id}:${suffix}${parts?.first ? parts.first : ''}`;
  return withAside(stay(open), { kind: 'sendReply', id, dueAt, body });
}

/** The message that failed, or all that the provider has not taken; undefined when it is the whole. */
function partsLeft(
  { parts, asText }: ReplyWork,
  { part }: DeliveryMessage,
  taken: readonly Delivery[],
): ReplyWork['parts'] {
  const form = (parts ? parts.inText : asText) && { inText: true as const };
  if (part !== undefined) return { first: part, last: part, ...form };
  const first = Math.max(parts?.first ?? 0, ...taken.map((one) => one.part + 1));
  if (parts === undefined && first === 0) return undefined;
  return { first, ...(parts?.last !== undefined && { last: parts.last }), ...form };
}

function openCase(open: OpenConversation, { workId, problem, code }: Failure): Next {
  if (open.failedReply?.hasCase) return stay(open);
  const { market } = open.document;
  const body = { status: 'open', workId, market, reason: REASONS[problem], evidence: { problem, code } } as const;
  return withAside(stay(open), { kind: 'openCase', body });
}

const REASONS: Readonly<Record<DeliveryProblem, string>> = {
  windowClosed: 'replyWindowClosed',
  unreachable: 'replyUndeliverable',
  failed: 'replyUndeliverable',
  optedOut: 'replyUndeliverable',
  policy: 'replyRefused',
  contentRefused: 'replyRefused',
};
