import type {
  Address,
  CustomerMessage,
  DeliveryProblem,
  ProviderCopy,
  Reply,
  TranscriptEntry,
} from '../../dialogs/message';
import type { Locale, Market } from '../../machines/market';
import type { IsHeld } from '../lease';
import type { Urgency } from '../route';

/** What became of a message that a channel handed over. It is durable before the promise resolves. */
export type Receipt =
  | { readonly status: 'accepted' /** Position of the customer's own entry. */; readonly seq: number }
  /** Seen before: the receipt of the first delivery, and no second effect. */
  | { readonly status: 'duplicate'; readonly seq: number }
  /** It cannot be taken now; the sender should try again. Nothing was kept. `erased`: there is no such conversation any more. */
  | { readonly status: 'unavailable'; readonly retryAfterMs: number; readonly reason?: 'erased' };

/** What a channel may ask of the product. Implemented by `bot/intake.ts`. */
export interface ConversationGateway {
  /** Takes one authenticated message and returns once its effect is durable. Never throws for what a customer sent. */
  receive(message: CustomerMessage): Promise<Receipt>;
  /**
   * How urgent a message of this conversation can be, from what is in memory: `first` also where nothing is. What it
   * really is `receive` finds out, which answers `unavailable` to what is turned away.
   */
  urgency(conversationId: string): Urgency;
  /** Entries after `afterSeq`, oldest first, at most `limit`. */
  transcript(conversationId: string, afterSeq: number, limit: number): Promise<readonly TranscriptEntry[]>;
  /** Whether the conversation was started and by whom; undefined when unknown. */
  find(
    conversationId: string,
  ): Promise<{ readonly userId: string; readonly market: Market; readonly locale: Locale } | undefined>;
  /**
   * Calls back with each batch of new entries after it is durable, in order; with an empty one when another process added
   * some, which are to be read. Returns the way to stop.
   */
  subscribe(conversationId: string, listener: (entries: readonly TranscriptEntry[]) => void): () => void;
  /** Who is writing just now. */
  readonly typing: TypingLine;
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

/** Somebody who is writing: the customer, or a person of the bank under the name that customers read. */
export type Typist = { readonly from: 'customer' } | { readonly from: 'agent'; readonly name: string };

/** Tells who is writing while they do. Nothing of it is kept. */
export interface TypingLine {
  tell(conversationId: string, who: Typist): void;
  /** In one conversation; returns the way to stop. */
  follow(conversationId: string, listener: (who: Typist) => void): () => void;
  /** In all of them. */
  watch(listener: (conversationId: string, who: Typist) => void): () => void;
}

/** What a messenger asks besides: it knows people by names of its own and tells how its messages fared. */
export interface MessengerGateway extends Pick<ConversationGateway, 'receive'> {
  /** The conversation of the person who goes by these names at one of our senders; a new one the first time. */
  conversationOf(names: {
    readonly sender: string;
    readonly personId?: string;
    readonly number?: string;
  }): Promise<string>;
  /** Takes the provider's word on one message; false when the store cannot take it now. */
  delivered(report: DeliveryReport): Promise<boolean>;
}

/** Which message of which reply: given with each message, it comes back with every report on it. */
export interface ReplyPart {
  readonly conversationId: string;
  readonly workId: string;
  readonly part: number;
}

/** One try at handing a part over, of the worker that holds its reply. */
export interface SendTry extends ReplyPart {
  readonly isHeld: IsHeld;
}

/** The provider's word on how one message fares. */
export interface DeliveryReport extends ReplyPart {
  readonly sid: string;
  readonly status: 'queued' | 'sent' | 'delivered' | 'read' | 'failed';
  /** With `failed`: what is to be done about it, and the provider's code. */
  readonly problem?: DeliveryProblem;
  readonly code?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** One message ready to be sent, in the messenger's own terms. */
export interface Outgoing {
  /** As the customer reads it, and as the provider lists it: a message of unknown fate is found again by it. */
  readonly body: string;
  /** Buttons or rows; payloads are sealed by the channel. */
  readonly content?: {
    readonly kind: 'buttons' | 'list';
    readonly options: readonly { readonly id: string; readonly title: string }[];
    /** What opens the list. */
    readonly open?: string;
    /** The whole message without buttons, for when the provider does not have them ready. */
    readonly asText?: string;
  };
}

/** What came of handing one message to the provider. */
export type SendOutcome =
  | { readonly class: 'sent'; readonly sid: string }
  /** Certainly not taken; it may be tried again. */
  | { readonly class: 'later'; readonly reason: string; readonly retryAfterMs?: number }
  /** It may or may not have been taken: look for it before sending it again. */
  | { readonly class: 'uncertain'; readonly reason: string }
  | { readonly class: 'refused'; readonly problem: DeliveryProblem; readonly code: string };

/** A channel on which we send, where web pages fetch. Implemented by `adapters/channels/whatsapp`. */
export interface Messenger {
  /** What one turn said, as few messages as the channel's limits allow. Pure. */
  compose(
    replies: readonly Reply[],
    how: { readonly conversationId: string; readonly asText: boolean },
  ): readonly Outgoing[];
  /** Hands one message to the provider, once, and not once its reply is another worker's. */
  send(message: Outgoing, address: Address, of: SendTry): Promise<SendOutcome>;
  /** The approved template that asks the customer to write again; undefined when none is configured for the language. */
  nudge(address: Address, locale: Locale, of: SendTry): Promise<SendOutcome> | undefined;
  /** Whether there is one. */
  hasTemplate(address: Address, locale: Locale): boolean;
  /**
   * The provider's id of this very message to this customer, sent at or after `since` (epoch ms) and not one of `known`;
   * undefined when it was not taken. Rejects when the provider cannot be asked now.
   */
  find(message: Outgoing, address: Address, since: number, known: readonly string[]): Promise<string | undefined>;
  /** Deletes the provider's copy. False: try again later. */
  purge(copy: ProviderCopy): Promise<boolean>;
  /** Messages a second and per person that the channel takes. */
  readonly pace: {
    readonly sender: { readonly burst: number; readonly perSecond: number };
    readonly user: { readonly burst: number; readonly perSecond: number };
  };
}
