import type { HubEvent } from '../../dialogs/hubEvent';
import type { ChannelId } from '../../dialogs/message';
import type { Locale, Market } from '../../machines/market';
import type { IsHeld } from '../lease';
import type { Route } from '../route';

/**
 * A contact centre that the bank has already, and whose people are to help customers of ours. It is asked when a customer
 * needs a person, is told what the customer writes, and says what its people do. Our own desk is always there behind it:
 * whoever it does not take, or cannot help any further, waits there.
 */
export interface AgentHub {
  /** Its kind: what its people are known by as holders of a conversation. */
  readonly name: HubName;
  /** Whether people there can help in this conversation. */
  serves(about: Served): boolean;
  /**
   * Tells it one thing, and may be called again with the same. The centre must know each by its id, so that what is told
   * twice is known once; an adapter of a centre that does not looks there before it tells again.
   */
  tell(news: HubNews, how: Telling): Promise<HubAnswer>;
  /** Where the centre reaches us: every report goes through the door. */
  routes(door: HubDoor): readonly Route[];
}

type HubName = 'webhook' | 'botFramework' | 'flex';

export interface Served {
  readonly conversationId: string;
  readonly market: Market;
  readonly channel: ChannelId;
  readonly queue: string;
}

export interface Telling {
  /** Of the work it is told for: once that is another worker's, nothing is sent. */
  readonly isHeld: IsHeld;
  /** It was tried before, and may have arrived. */
  readonly isAgain: boolean;
}

/** One thing for the centre to know. */
export type HubNews = {
  /** The same whenever it is told. */
  readonly id: string;
  /** Which request it belongs to: the centre names it in all that it says. */
  readonly session: string;
  readonly conversationId: string;
  readonly market: Market;
  /** Grows with each thing told in a session. */
  readonly order: number;
  /** When it came to be, epoch milliseconds. */
  readonly at: number;
} & (
  | { readonly kind: 'requested'; readonly context: HubContext }
  | { readonly kind: 'customerWrote'; readonly text: string }
  | { readonly kind: 'customerSent'; readonly media: string }
  /** Somebody else has the conversation now. Nothing that comes for this session is taken any more. */
  | { readonly kind: 'withdrawn' }
);

/** What people there know when they begin. What is personal in it is masked, but for the classes that may be shown. */
export interface HubContext {
  readonly queue: string;
  readonly reason: string;
  readonly locale: Locale;
  readonly channel: ChannelId;
  readonly summary: readonly HubLine[];
  readonly lead: readonly (HubLine & { readonly field: string; readonly state: string })[];
  readonly consents: readonly HubLine[];
  readonly transcript: readonly {
    readonly from: 'customer' | 'bot' | 'agent';
    readonly at: number;
    readonly text: string;
  }[];
}

interface HubLine {
  readonly label: string;
  readonly value: string;
}

/** What came of telling it. */
export type HubAnswer =
  | { readonly class: 'taken' }
  /** It may be told again. */
  | { readonly class: 'later'; readonly reason: string; readonly retryAfterMs?: number }
  /** It will not take this, whenever it is told. */
  | { readonly class: 'refused'; readonly reason: string };

/** What the centre says, once it is certain that it does. */
export interface HubReport {
  /** The centre's own id for it: what is said twice happens once. */
  readonly id: string;
  readonly session: string;
  /** Who of its people, as customers read it; missing: nobody in particular. */
  readonly name?: string;
  readonly event: HubEvent | { readonly kind: 'typing' };
}

/** What became of a report. Whatever was taken is durable. */
export type HubReceipt =
  | { readonly status: 'taken' }
  | { readonly status: 'duplicate' }
  /** Nothing was done, and nothing will be however often it comes. `SessionEnded`: the conversation is theirs no more. */
  | {
      readonly status: 'refused';
      readonly code: 'SessionEnded' | 'WindowClosed' | 'OptedOut' | 'Invalid';
      readonly message: string;
    }
  /** No such conversation. */
  | { readonly status: 'unknown' }
  /** It cannot be taken now; the same may come again. */
  | { readonly status: 'unavailable'; readonly retryAfterMs: number };

/** What a centre may ask of the product. Implemented by `bot/hub/door.ts`. */
export interface HubDoor {
  report(report: HubReport): Promise<HubReceipt>;
  /** The session that counts now, for a centre that names none; undefined: there is none. */
  sessionOf(conversationId: string): Promise<string | undefined>;
}
