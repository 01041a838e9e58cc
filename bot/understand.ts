import type { CalloutMessage, InboundMessage } from '../dialogs/message';
import { recognize } from '../dialogs/recognize';
import type { Understanding } from '../dialogs/view';
import type { OpenConversation } from './conversation';

/** What a message means, whoever sent it: the customer's words, their arrival, or the bank's answer. */
export type Meaning =
  | Understanding
  | { readonly kind: 'arrived'; readonly first: boolean }
  | { readonly kind: 'bankAnswered'; readonly answer: CalloutMessage }
  /** A card number was in it: the text is not an answer to anything any more. */
  | { readonly kind: 'cardNumber' };

export function understand(conversation: OpenConversation, message: InboundMessage): Meaning {
  if (message.kind === 'callout') return { kind: 'bankAnswered', answer: message };
  if (message.kind === 'started') return { kind: 'arrived', first: conversation.document.version === 0 };
  if (message.kind === 'text' && message.cardNumberRemoved) return { kind: 'cardNumber' };
  return recognize(conversation.view, message);
}
