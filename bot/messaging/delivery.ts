import type { DeliveryMessage, DeliveryProblem } from '../../dialogs/message';
import type { ReplyWork, WorkItem } from '../../store/documents';
import type { Store } from '../../store/store';
import type { OpenConversation } from '../conversation';
import { stay, withAside } from '../moves';
import type { Next } from '../next';

/** What is remembered of a reply that failed. */
export interface FailedReply {
  readonly item: WorkItem | undefined;
  /** A person looks after it already. */
  readonly hasCase: boolean;
}

/** Read only when a reply failed: no ordinary turn pays for it. */
export async function loadFailedReply(store: Store, message: DeliveryMessage): Promise<FailedReply> {
  const { conversationId, workId } = message;
  const [work, cases] = await Promise.all([
    store.work(conversationId),
    store.records('case', { conversationId, limit: MOST_CASES }),
  ]);
  return {
    item: work.find(({ id, kind }) => id === workId && kind === 'reply'),
    hasCase: cases.some(({ id }) => id === `case:${workId}`),
  };
}

const MOST_CASES = 1_000;
const AGAIN_AFTER_MS = 60_000;

/**
 * What is done about a reply that did not arrive. Nothing is said: it may be said again in another form or a little
 * later, once each, and then a person has to know.
 */
export function decideOnDelivery(open: OpenConversation, message: DeliveryMessage): Next {
  if (open.document.optedOut !== undefined) return stay(open);
  switch (message.problem) {
    case 'optedOut':
      return { ...stay(open), optedOut: { at: open.now, toldTo: 'provider' } };
    case 'contentRefused':
      return sendOtherwise(open, message, { suffix: 'text', dueAt: open.now, change: { asText: true } });
    case 'failed':
      return sendOtherwise(open, message, { suffix: 'again', dueAt: open.now + AGAIN_AFTER_MS, change: {} });
    case 'windowClosed':
    case 'unreachable':
    case 'policy':
      return openCase(open, message);
  }
}

interface OtherWay {
  /** Marks the new item, and with it that this way has been tried. */
  readonly suffix: 'text' | 'again';
  readonly dueAt: number;
  readonly change: Partial<ReplyWork>;
}

function sendOtherwise(open: OpenConversation, message: DeliveryMessage, { suffix, dueAt, change }: OtherWay): Next {
  const item = open.failedReply?.item;
  const isTried = message.workId.split(':').includes(suffix);
  if (item === undefined || isTried) return openCase(open, message);
  // Written by this program (`bot/leftWork.ts`), so its shape is known.
  const body = { ...(item.body as unknown as ReplyWork), ...change };
  return withAside(stay(open), { kind: 'sendReply', id: `${item.id}:${suffix}`, dueAt, body });
}

function openCase(open: OpenConversation, { workId, problem, code }: DeliveryMessage): Next {
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
