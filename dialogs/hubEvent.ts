/**
 * What another contact centre says about a conversation that it was asked to take. Who of its people says it stands
 * beside; what they write to the customer is theirs, and everything else is for us.
 */
export type HubEvent =
  /** It knows of the conversation, and nobody there has it yet. */
  | { readonly kind: 'queued' }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'message'; readonly text: string }
  /** To another of its people; or with a queue back to ours. */
  | { readonly kind: 'transferred'; readonly queue?: string }
  /** Back to the bot, with a last line to the customer before. */
  | { readonly kind: 'returned'; readonly line?: string }
  /** Nothing is left to do. */
  | { readonly kind: 'closed' }
  /** It cannot take the conversation, or help any further: people of ours have to. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Ours: it does not take what it is told, so nobody can say whether anybody there still knows of it. */
  | { readonly kind: 'lost'; readonly reason: string };
