import type { CustomerMessage, TranscriptEntry } from '../../dialogs/message';
import type { Locale, Market } from '../../machines/market';

/** What became of a message that a channel handed over. It is durable before the promise resolves. */
export type Receipt =
  | { readonly status: 'accepted' /** Position of the customer's own entry. */; readonly seq: number }
  /** Seen before: the receipt of the first delivery, and no second effect. */
  | { readonly status: 'duplicate'; readonly seq: number }
  /** The store cannot take it now; the sender should try again. Nothing was kept. */
  | { readonly status: 'unavailable'; readonly retryAfterMs: number };

/** What a channel may ask of the product. Implemented by `bot/intake.ts`. */
export interface ConversationGateway {
  /** Takes one authenticated message and returns once its effect is durable. Never throws for what a customer sent. */
  receive(message: CustomerMessage): Promise<Receipt>;
  /** Entries after `afterSeq`, oldest first, at most `limit`. */
  transcript(conversationId: string, afterSeq: number, limit: number): Promise<readonly TranscriptEntry[]>;
  /** Whether the conversation was started and by whom; undefined when unknown. */
  find(
    conversationId: string,
  ): Promise<{ readonly userId: string; readonly market: Market; readonly locale: Locale } | undefined>;
  /** Calls back with each batch of new entries after it is durable, in order. Returns the way to stop. */
  subscribe(conversationId: string, listener: (entries: readonly TranscriptEntry[]) => void): () => void;
  /**
   * Every row of the list the current prompt offers, for pages that filter as the customer types.
   * Undefined when the prompt is not the current one or has no list.
   */
  choices(
    conversationId: string,
    promptId: string,
  ): Promise<
    readonly { readonly payload: string; readonly label: string; readonly aliases?: readonly string[] }[] | undefined
  >;
}
