import type { CustomerMessage, InboundMessage } from '../dialogs/message';
import type { ConversationDocument } from '../store/documents';

/** What customers send, apart from what reaches a conversation by itself: only theirs counts as being there. */
export function isFromCustomer(message: InboundMessage): message is CustomerMessage {
  return !FROM_ELSEWHERE.includes(message.kind);
}

const FROM_ELSEWHERE: readonly InboundMessage['kind'][] = ['callout', 'delivery', 'timer', 'settlement', 'agent'];

/** Transcript positions the message itself takes, with the line that an agent says by it. */
export function ownEntries(message: InboundMessage, line: string | undefined): 0 | 1 {
  if (message.kind === 'agent') return line === undefined ? 0 : 1;
  return isFromCustomer(message) && message.kind !== 'started' && !message.replayed ? 1 : 0;
}

/** When the customer wrote it: for a message that was fetched afterwards, long before we got it. */
export function writtenAt(message: CustomerMessage): number {
  return message.sentAt ?? message.receivedAt;
}

/** Fetched afterwards, when the customer has gone on already: whatever they did since counts more. */
export function isLate({ lastInboundAt }: ConversationDocument, message: CustomerMessage): boolean {
  return message.sentAt !== undefined && message.sentAt < lastInboundAt;
}

/** So long a webhook may take to bring us a message, and a part of a second that the provider's own time leaves out. */
const DOUBT_MS = 16_000;

/**
 * Late, but so little that it may have been written after what we took before: the customer may wait for an answer, so
 * it is not passed over in silence.
 */
export function isDoubtful(document: ConversationDocument, message: CustomerMessage): boolean {
  return isLate(document, message) && writtenAt(message) >= document.lastInboundAt - DOUBT_MS;
}

/** Whether we send what is said there; a page fetches it. */
export function isMessenger({ address }: Pick<ConversationDocument, 'address'>): boolean {
  return address !== undefined;
}
