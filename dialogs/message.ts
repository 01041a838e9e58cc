import type { StepId, StepKind } from '../machines/flow';
import type { FieldId } from '../machines/lead';
import type { Locale, Market } from '../machines/market';
import type { DeskCommand } from './deskCommand';
import type { HubEvent } from './hubEvent';

/** The channel-neutral vocabulary between channels and the turn. */

export type ChannelId = 'webchat' | 'whatsapp';

/** Who a message is from and which conversation it belongs to; a channel vouches for it before a turn sees it. */
interface Envelope {
  /**
   * The sender's id for this message, the same over retries. It is the key of exactly-once: a second message with the
   * same id in the same conversation changes nothing.
   */
  readonly id: string;
  readonly conversationId: string;
  readonly channel: ChannelId;
  /** Epoch milliseconds at which we received it. */
  readonly receivedAt: number;
}

/** How a conversation begins on a channel where nobody opens a chat: the customer simply writes. */
export interface Start {
  readonly userId: string;
  /** More than one when the number written to serves several: then the customer is asked. */
  readonly markets: readonly [Market, ...Market[]];
  /** Where replies go. */
  readonly address: Address;
}

/** Both ends of a conversation on a messenger, as its provider writes them. */
export interface Address {
  readonly account: string;
  /** Ours. */
  readonly sender: string;
  /** The customer's: a telephone number, or an id that hides it. */
  readonly user: string;
}

/** Where a messenger's provider keeps its own copy of a message, so that it can be deleted there. */
export interface ProviderCopy {
  readonly account: string;
  readonly message: string;
  readonly media: readonly string[];
}

export type CustomerMessage = Envelope & {
  readonly start?: Start;
  readonly copy?: ProviderCopy;
  /** When it was sent, for a message that was fetched afterwards: whatever the customer did since counts more. */
  readonly sentAt?: number;
  /** An operator feeds a message once more that could not be understood: the transcript has it already. */
  readonly replayed?: true;
} & (
    | {
        /** The customer opened the chat, or came back to it. Bound by the channel's token, never by the message. */
        readonly kind: 'started';
        readonly userId: string;
        readonly market: Market;
        /** Set when the customer or the page chose a language; otherwise the market's own is used and may be asked. */
        readonly locale?: Locale;
      }
    | {
        readonly kind: 'text';
        readonly text: string;
        /** Set by the intake when it took a card number out: the rest is kept, but answers nothing. */
        readonly cardNumberRemoved?: true;
        readonly echo?: ClientEcho;
      }
    | {
        /** A tapped quick reply. `payload` is the one we sent; `label` is what the customer saw. */
        readonly kind: 'choice';
        readonly payload: string;
        readonly label: string;
        readonly echo?: ClientEcho;
      }
    | {
        readonly kind: 'media';
        readonly media: 'image' | 'audio' | 'video' | 'document' | 'location' | 'contact' | 'sticker' | 'unknown';
        readonly echo?: ClientEcho;
      }
  );

/** What is known of a submission that is not settled yet. */
export interface SubmissionTries {
  /** Attempts that went out: submissions, and questions whether one arrived. */
  readonly made: number;
  /** When the first of them ended, epoch milliseconds. */
  readonly from?: number;
  /** It may be with the bank since then; and how often the bank, asked since, did not know it. */
  readonly doubt?: { readonly since: number; readonly notFound: number };
}

/** A bank answer is an inbound event like any other, and a turn like any other. */
export type CalloutMessage = Envelope & {
  readonly kind: 'callout';
  readonly step: StepId;
  readonly workId: string;
  /** Claim of the work item this outcome settles, so that only the claim's holder can report it. */
  readonly fence: number;
  readonly outcome:
    | { readonly class: 'done'; readonly reference: string; readonly details: Readonly<Record<string, string>> }
    | { readonly class: 'rejected'; readonly reason: string }
    /** A person must settle it and nothing is resent. `reachedBank: 'no'` when every attempt certainly did not. */
    | {
        readonly class: 'ambiguous';
        readonly evidence: string;
        readonly reachedBank: 'unknown' | 'no';
        /** What was sent and when, without any of the customer's answers: what the bank's staff can look it up by. */
        readonly submission?: Readonly<Record<string, unknown>>;
      }
    /** Still trying; tell the customer it takes longer. */
    | {
        readonly class: 'delayed';
        readonly reason: string;
        /** Epoch milliseconds of the next attempt. */
        readonly retryAt: number;
        readonly tries: SubmissionTries;
      }
    /** Answer to a status question. */
    | { readonly class: 'status'; readonly result: 'known' | 'unsupported' | 'unavailable'; readonly stage?: string };
};

/** What can become of a reply that the messenger did not take, by what is to be done about it. */
export type DeliveryProblem =
  /** The customer blocked us or opted out at the provider: nothing more is sent. */
  | 'optedOut'
  /** Buttons or lists were refused: the same is said as plain text. */
  | 'contentRefused'
  /** The 24 hours since the customer's last message are over. */
  | 'windowClosed'
  /** The number is not, or no longer, on the messenger. */
  | 'unreachable'
  /** The messenger objects to what we send: the operator must look. */
  | 'policy'
  /** The provider had trouble; later may help. */
  | 'failed';

/** A reply that was accepted and then failed, or was refused. A turn like any other, at which nothing may be said. */
export type DeliveryMessage = Envelope & {
  readonly kind: 'delivery';
  readonly workId: string;
  /** Which of its messages it was, from 0; missing: what the provider has not taken of it. */
  readonly part?: number;
  /** `takenOver`: an agent took the conversation before it was sent, so it never is. */
  readonly problem: DeliveryProblem | 'takenOver';
  /** The provider's own code, for evidence. */
  readonly code: string;
};

/** A time that was set has come. */
export type TimerMessage = Envelope & {
  readonly kind: 'timer';
  readonly timer: 'reminder';
  readonly workId: string;
  readonly fence: number;
};

/** What an operator may do about a case. */
export type CaseAction =
  /** The bank has it, under this number. */
  | { readonly kind: 'done'; readonly reference: string }
  /** The bank certainly does not have it: submit it again. */
  | { readonly kind: 'resend' }
  /** The bank will not take it. */
  | { readonly kind: 'reject' }
  /** A person told the customer what we could not. */
  | { readonly kind: 'told'; readonly note: string };

/** An operator's decision on a case. A turn like any other, so that the customer hears of it exactly once. */
export type SettlementMessage = Envelope & {
  readonly kind: 'settlement';
  readonly caseId: string;
  /** How often the case had been changed when the operator saw it: after any other change this decision is void. */
  readonly revision: number;
  readonly operator: string;
  /** Who proposed before is nobody here: it is decided as if nothing was proposed. */
  readonly isProposalVoid?: true;
  readonly action: CaseAction;
};

/** Something an agent does. A turn like any other, and no other way leads from the desk into a conversation. */
export type AgentMessage = Envelope & {
  readonly kind: 'agent';
  /** Who of the staff; with `expire` the one who went silent. */
  readonly agent: string;
  /** The name that customers see. */
  readonly name: string;
  readonly isSupervisor?: true;
  /** The pen's, as the agent saw it: on any other what needs the pen is refused. */
  readonly epoch: number;
  /**
   * `expire`: an agent was not heard of for too long, and lets go of the pen. `reveal`: they look at something masked,
   * which changes nothing and is written down. `hub`: what is said by a contact centre, and not at our desk.
   */
  readonly action:
    | DeskCommand
    | { readonly kind: 'expire' }
    | { readonly kind: 'reveal'; readonly what: string; readonly reason: string }
    /** Of a contact centre that was asked under the epoch above, whoever of its people it was. */
    | { readonly kind: 'hub'; readonly event: HubEvent };
};

export type InboundMessage =
  | CustomerMessage
  | CalloutMessage
  | DeliveryMessage
  | TimerMessage
  | SettlementMessage
  | AgentMessage;

/** What the client needs back on its own message (Direct Line: `channelData.clientActivityID`, `localTimestamp`, …). */
export interface ClientEcho {
  readonly activity: Readonly<Record<string, unknown>>;
}

export interface QuickReply {
  /** `<promptId>.<step>|<choice>`: comes back unchanged as a `choice` message. At most 200 characters. */
  readonly payload: string;
  readonly label: string;
  readonly description?: string;
}

/** An offer shown as a card. */
export interface Card {
  readonly title: string;
  readonly subtitle?: string;
  readonly lines: readonly string[];
  readonly select: QuickReply;
  readonly link?: { readonly label: string; readonly url: string };
}

/** What is being asked, for pages, tests and analytics. */
export interface PromptRef {
  readonly promptId: string;
  readonly step: StepId;
  readonly kind: StepKind;
  readonly field?: FieldId;
  /** What was wrong with the answer before, by the key of its text: the question is put once more for it. */
  readonly again?: string;
}

export interface Reply {
  readonly text: string;
  readonly locale: Locale;
  /** The person who says it; missing: the assistant. */
  readonly speaker?: string;
  readonly prompt?: PromptRef;
  readonly choices?: readonly QuickReply[];
  readonly cards?: readonly Card[];
  /** Label and value lines of a summary, for channels that can lay them out; the text carries them too. */
  readonly summary?: readonly { readonly label: string; readonly value: string; readonly change?: QuickReply }[];
  /** The list is longer than what `choices` shows: the customer may type to narrow it. */
  readonly search?: { readonly total: number };
  readonly link?: { readonly label: string; readonly url: string };
  readonly input?: 'text' | 'tel' | 'email' | 'none';
  readonly progress?: { readonly answered: number; readonly total: number };
  /** On the message that tells how the application stands. */
  readonly lead?: { readonly status: 'submitted' | 'pending' | 'rejected' | 'closed'; readonly reference?: string };
}

/** One line of the conversation as stored: what came in and what was said, in order. */
export interface TranscriptEntry {
  /** Position in the conversation, from 1, without gaps; a channel's watermark. */
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly body:
    | { readonly from: 'customer'; readonly kind: 'text'; readonly text: string; readonly echo?: ClientEcho }
    | { readonly from: 'customer'; readonly kind: 'choice'; readonly label: string; readonly echo?: ClientEcho }
    | { readonly from: 'customer'; readonly kind: 'media'; readonly media: string; readonly echo?: ClientEcho }
    | { readonly from: 'bot'; readonly reply: Reply }
    | { readonly from: 'agent' /** Who of the staff. */; readonly agent: string; readonly reply: Reply };
}
