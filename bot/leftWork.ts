import type { InboundMessage } from '../dialogs/message';
import { AT_ONCE, type ConversationDocument, type ReplyWork, type WorkItem } from '../store/documents';
import { isBesideAgent } from './besideAgent';
import type { OpenConversation } from './conversation';
import { isFromCustomer, isMessenger } from './inbound';
import { intentOf } from './intent';
import { reminderDueAt, reminderId } from './messaging/reminder';
import type { Aside, Next } from './next';
import type { Said } from './speak';

/** A turn just decided and put into words, with the conversation as it will be stored. */
export interface DecidedTurn {
  readonly next: Next;
  readonly said: Said;
  readonly message: InboundMessage;
  readonly conversation: ConversationDocument;
  /** As in `CommitParts`. */
  readonly submissionKey: (text: string) => string;
}

/** What the turn leaves for the workers: bank calls, what was said where we send it, what is due later. */
export function leftWork(open: OpenConversation, turn: DecidedTurn): readonly WorkItem[] {
  const asked = turn.next.aside.flatMap((aside) => askedFor(open, turn, aside));
  if (!isMessenger(turn.conversation)) return asked;
  return [...asked, ...line(open, turn), ...reply(open, turn), ...purge(open, turn.message), ...reminder(open, turn)];
}

function askedFor(open: OpenConversation, { next, submissionKey }: DecidedTurn, aside: Aside): readonly WorkItem[] {
  const { id, version, run } = open.document;
  switch (aside.kind) {
    case 'submit': {
      // A snapshot: whatever changes later, the bank gets what the customer confirmed.
      const lead = { facts: next.facts, locale: next.locale };
      const body = { step: aside.step, operation: aside.operation, ...intentOf(aside.workId, lead, submissionKey) };
      return [item(open, 'callout', aside.workId, { ...body })];
    }
    case 'askStatus': {
      const { reference, details, market } = aside;
      return [item(open, 'status', `${id}:${run}:status:${version + 1}`, { reference, details, market })];
    }
    case 'erase':
      return [{ ...item(open, 'erase', `${id}:erase`, {}), dueAt: open.now + ERASED_AFTER_MS }];
    case 'submitAgain':
      return [item(open, 'callout', aside.id, aside.body)];
    case 'sendReply':
      return [{ ...item(open, 'reply', aside.id, { ...aside.body }), dueAt: aside.dueAt }];
    default:
      return [];
  }
}

/** Time to read, and to keep, the certificate: the page that shows it ends with the conversation. */
const ERASED_AFTER_MS = 30_000;

/** Before what the bot says then, and whoever takes over: no later takeover recalls what a person said. */
function line(open: OpenConversation, { said, conversation, next }: DecidedTurn): readonly WorkItem[] {
  if (next.line === undefined) return [];
  const seq = conversation.seq - said.replies.length;
  return [item(open, 'reply', `${conversation.id}:line:${conversation.version}`, { from: seq, to: seq })];
}

/** One for all that the turn said, so that it can be one message. */
function reply(open: OpenConversation, { said, conversation, next }: DecidedTurn): readonly WorkItem[] {
  const { length } = said.replies;
  if (length === 0) return [];
  const isOptingOut = next.optedOut !== undefined && open.document.optedOut === undefined;
  const body: ReplyWork = {
    from: conversation.seq - length + 1,
    to: conversation.seq,
    // Beside an agent the bot says only what the agent has it say.
    ...(!isBesideAgent({ document: conversation }) && { epoch: conversation.pen.epoch }),
    ...(said.replies.some(({ lead }) => lead?.reference !== undefined) && { isReference: true }),
    ...(isOptingOut && { confirmsOptOut: true }),
    ...(next.isTemplate && { isTemplate: true }),
  };
  return [item(open, 'reply', `${conversation.id}:reply:${conversation.version}`, { ...body })];
}

/** What must not stay with the provider either: pictures nobody asked for, and card numbers. */
function purge(open: OpenConversation, message: InboundMessage): readonly WorkItem[] {
  if (!isFromCustomer(message) || message.copy === undefined) return [];
  const isSensitive = message.kind === 'media' || (message.kind === 'text' && message.cardNumberRemoved);
  const earlier = open.halves?.copies ?? [];
  return [
    ...(isSensitive ? [item(open, 'purge', `purge:${message.id}`, { copy: message.copy })] : []),
    ...earlier.map((copy) => item(open, 'purge', `purge:part:${copy.message}`, { copy })),
  ];
}

/** The id is the application's, so however many turns ask for one there is one. */
function reminder(open: OpenConversation, { next, conversation }: DecidedTurn): readonly WorkItem[] {
  const dueAt = reminderDueAt(open, next, conversation.lastInboundAt);
  return dueAt === undefined ? [] : [{ ...item(open, 'timer', reminderId(open.document.id, next.run), {}), dueAt }];
}

function item(open: OpenConversation, kind: WorkItem['kind'], id: string, body: WorkItem['body']): WorkItem {
  const { id: conversationId } = open.document;
  const fresh = { status: 'pending', dueAt: AT_ONCE, attempts: 0, fence: 0, leaseUntil: 0 } as const;
  return { ...fresh, id, conversationId, kind, body };
}
