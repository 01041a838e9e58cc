import type { BankProfile, Product } from '../machines/bank';
import type { Effect, FlowEvent } from '../machines/events';
import type { Facts } from '../machines/facts';
import type { ListId, ResolvedFlow, StepId, StepKind } from '../machines/flow';
import type { PenState } from '../machines/handoff';
import type { FieldId } from '../machines/lead';
import type { Locale, MarketProfile, Purpose } from '../machines/market';
import type { Told } from '../machines/navigate';
import type { Topic } from './asides/topics';
import type { CallTime } from './callTimes';
import type { ChannelId, QuickReply, Reply } from './message';
import type { TextKey, Texts } from './texts';

/** The question the customer is looking at: what a typed number or a tapped button means is decided by it. */
export interface Prompt {
  readonly promptId: string;
  readonly step: StepId;
  readonly kind: StepKind;
  readonly field?: FieldId;
  /** Rows as shown, in order, so that "2" means what the customer saw even if the list changes. */
  readonly offered: readonly { readonly choice: string; readonly label: string }[];
  /** Wrong answers so far. */
  readonly attempts: number;
  /** Facts revision when it was shown; a review accepts only this one. */
  readonly revision: number;
  /** SHA-256 of the exact notice shown, for consents. */
  readonly noticeSha256?: string;
  /** The first message of those, without another question between, that showed this very notice or summary. */
  readonly since?: string;
  /** What the customer typed to narrow a long list, and the page shown. */
  readonly search?: { readonly query: string; readonly page: number };
  /** What was written instead of asked for, perhaps as the answer: kept only when the customer says that it is. */
  readonly doubted?: Doubted;
}

export interface Doubted {
  readonly value: string;
  /** Transcript position of the text: a button says which it is about. */
  readonly at: number;
}

/** One row of a reference list, ready to show. */
export interface ListChoice {
  readonly code: string;
  readonly label: string;
  /** Other spellings, in any script, that mean this row. */
  readonly aliases?: readonly string[];
  /** Present for `products`. */
  readonly product?: Product;
}

/** What the pure middle of a turn knows: everything it needs and nothing it could do anything with. */
export interface View {
  readonly market: MarketProfile;
  readonly bank: BankProfile;
  readonly channel: ChannelId;
  readonly locale: Locale;
  readonly flow: ResolvedFlow;
  readonly facts: Facts;
  readonly step: StepId;
  readonly prompt?: Prompt;
  readonly status: PenState['status'];
  /** The reference numbers of the customer's own applications, oldest first. */
  readonly references?: readonly string[];
  /** Nobody who could help in this market is at the desk now. */
  readonly unattended?: true;
  /** When a call can be promised instead, soonest first; missing: none can. */
  readonly callTimes?: () => readonly CallTime[];
  readonly texts: Texts;
  /** Rows of a list in a locale; empty when the market has none. */
  readonly list: (list: ListId, locale: Locale) => readonly ListChoice[];
}

/**
 * What one message means. Commands are not flow events: they change facts or position (`machines/navigate.ts`) and
 * work at every step.
 */
export type Understanding =
  | {
      readonly kind: 'event';
      readonly event: FlowEvent /** How the customer decided, for consent evidence. */;
      readonly method: 'button' | 'text';
    }
  | {
      readonly kind: 'command';
      /** What its word would be as the answer, for when it is written again. */
      readonly value?: string;
      readonly command:
        | 'back'
        | 'help'
        | 'restart'
        | 'status'
        | 'agent'
        | 'stop'
        | 'bot'
        | 'new'
        | 'why'
        | 'repeat'
        | 'simpler'
        | 'recap'
        | 'receipt'
        /** To go on with the application elsewhere, or later. */
        | 'carry'
        | 'deleteData'
        /** "Delete everything", as an answer to what that means; and "keep". */
        | 'forget'
        | 'keepData';
    }
  /**
   * Without a field or a locale the customer is asked which; `page` is the part of a long choice of fields, `error` what
   * was wrong with a value given along.
   */
  | { readonly kind: 'change'; readonly field?: FieldId; readonly page?: number; readonly error?: Notice }
  /** Answers given by their names, asked or not: kept, and told back. */
  | { readonly kind: 'told'; readonly answers: readonly Told[] }
  | { readonly kind: 'language'; readonly locale?: Locale }
  /** How one application stands; without a reference the number asked about is none of the customer's. */
  | { readonly kind: 'statusOf'; readonly reference?: string }
  /** A button of an earlier question: that answer is replaced and the rest stays. */
  | { readonly kind: 'edit'; readonly field: FieldId; readonly value: string | null }
  /** A button of an earlier notice that says otherwise: nothing is decided by it, the notice is put again. */
  | { readonly kind: 'reconsider'; readonly purpose: Purpose }
  /** When the customer would like to be called. */
  | { readonly kind: 'call'; readonly time: CallTime }
  /** How the customer found the help of a person, from 1 to 5. */
  | { readonly kind: 'score'; readonly score: number }
  /**
   * A question of the customer's own, asked instead of answering: nothing is decided by it. `value` is what the words
   * would be as the answer, for when they are written again.
   */
  | { readonly kind: 'aside'; readonly topic: Exclude<Topic, 'status'>; readonly value?: string }
  /** Such a question that may be about either: the customer is asked which, and may say that it is neither. */
  | { readonly kind: 'doubt'; readonly topics: readonly [Topic, Topic]; readonly value?: string }
  /** Words that would do as the answer and sound like a question: the customer is asked which they are. */
  | { readonly kind: 'doubtedAnswer'; readonly value: string }
  /** Such a question that there is no answer to. */
  | { readonly kind: 'unanswered' }
  /** Typing or paging in a long list: shows other rows and counts as no attempt. */
  | { readonly kind: 'narrow'; readonly query: string; readonly page: number }
  /** Counts as an attempt; `error` says what was wrong, in the customer's words. */
  | { readonly kind: 'unrecognized'; readonly error: Notice }
  /** A tap that can mean nothing any more: its question or row is gone, or belongs to an earlier application. */
  | { readonly kind: 'passed' }
  /** The same answer again (a double tap): nothing to do and nothing to say. */
  | { readonly kind: 'repeat' };

/** Something to say that is not a step of the flow. */
export interface Notice {
  readonly type: 'notice';
  readonly text: TextKey;
  readonly vars?: Readonly<Record<string, string>>;
  readonly choices?: readonly QuickReply[];
  /** In another language than the conversation's. */
  readonly locale?: Locale;
  readonly lead?: Reply['lead'];
}

export type Utterance = Effect | Notice;
