const PREFIX = 'operators:';

/**
 * Whether a conversation is one in which nobody talks: what operators, the desk and the studio keep of their own is kept
 * as conversations too, under ids that no customer's can have. None of them is counted, listed, moved or erased.
 */
export function isOperatorsThread(conversationId: string): boolean {
  return conversationId.startsWith(PREFIX);
}
