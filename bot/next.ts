import type { Doubted, Utterance } from '../dialogs/view';
import type { EffectOf } from '../machines/events';
import type { Facts } from '../machines/facts';
import type { StepId } from '../machines/flow';
import type { Locale, Market, Purpose } from '../machines/market';
import type {
  AuditEntry,
  CallBackBody,
  CaseBody,
  ConversationDocument,
  DeskState,
  NoteBody,
  ReplyWork,
  ScoreBody,
  WorkItem,
} from '../store/documents';
import type { CarryGrant } from './carryOver/codes';
import type { RefusalCode } from './desk/contract';

/** What one turn decided, as data: the conversation as it will be, what to say, and what to leave for the outbox. */
export interface Next {
  readonly facts: Facts;
  readonly step: StepId;
  readonly locale: Locale;
  readonly status: ConversationDocument['status'];
  readonly pen: ConversationDocument['pen'];
  readonly run: number;
  readonly submitted: ConversationDocument['submitted'];
  /** The customer wants no more messages here. */
  readonly optedOut: ConversationDocument['optedOut'];
  readonly carry: ConversationDocument['carry'];
  readonly carrying: ConversationDocument['carrying'];
  /** Set when the market is to be chosen again, out of these. */
  readonly marketChoices?: ConversationDocument['marketChoices'];
  /** Set when it is found that a question, or a reference number, did not reach the customer; or that it did. */
  readonly unseen?: ConversationDocument['unseen'];
  readonly untold?: ConversationDocument['untold'];
  /** What else changes of what the desk needs; the pen, cases and call-backs speak for themselves. */
  readonly desk?: Partial<DeskState>;
  /** Set when an agent may not do this: then nothing is written at all. */
  readonly refusal?: Refusal;
  /** What an agent says, before what the bot says. */
  readonly line?: string;
  /** What is said goes out as the approved template. */
  readonly isTemplate?: true;
  readonly utterances: readonly Utterance[];
  /** Wrong answers to the question as it is asked now. */
  readonly attempts: number;
  /** The part of a long list to show. */
  readonly search?: { readonly query: string; readonly page: number };
  /** What may be the answer, when the customer says so. */
  readonly doubted?: Doubted;
  readonly aside: readonly Aside[];
}

/** Why an agent's command is refused, for the agent to read. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
}

/** What else the turn's commit holds. */
export type Aside =
  | {
      readonly kind: 'consent';
      readonly purpose: Purpose;
      readonly decision: 'granted' | 'declined';
      readonly method: 'button' | 'text';
    }
  /** A consent granted before is taken back. */
  | { readonly kind: 'withdrawal'; readonly purpose: Purpose }
  /** The customer confirmed: the intent to submit becomes durable with it, and is tried once. */
  | {
      readonly kind: 'submit';
      readonly step: StepId;
      readonly operation: EffectOf<'callout'>['spec']['operation'];
      readonly workId: string;
    }
  | {
      readonly kind: 'askStatus';
      readonly reference: string;
      readonly details: Readonly<Record<string, string>>;
      /** Where it was submitted; undefined: in the conversation's market. */
      readonly market: Market | undefined;
    }
  | { readonly kind: 'openCase'; readonly body: CaseBody }
  /** Operators found that the bank has no application: the confirmed data is submitted under a new id. */
  | { readonly kind: 'submitAgain'; readonly id: string; readonly body: WorkItem['body'] }
  /** What an operator did, chained to `head`, the last line of this conversation's stream. */
  | {
      readonly kind: 'audit';
      readonly head: AuditEntry | undefined;
      readonly line: Pick<AuditEntry, 'operator' | 'action' | 'subject' | 'details'>;
    }
  /** For people of the bank alone: it is kept beside the conversation and never in its transcript. */
  | { readonly kind: 'note'; readonly body: NoteBody }
  /** A customer is to be called, or what came of that. */
  | { readonly kind: 'callBack'; readonly id: string; readonly body: CallBackBody }
  | { readonly kind: 'score'; readonly body: ScoreBody }
  /** A code is shown, or the application it leads to taken over: by this conversation alone. */
  | { readonly kind: 'carry'; readonly step: 'shown' | 'taken'; readonly grant: CarryGrant }
  /** The customer wants all of it gone: done after they had the time to read that it will be. */
  | { readonly kind: 'erase' }
  /** Something said before is sent in another form, or later. */
  | { readonly kind: 'sendReply'; readonly id: string; readonly dueAt: number; readonly body: ReplyWork }
  /** The work item that the bank's answer or a timer belongs to is done, given up, or due again. */
  | {
      readonly kind: 'settleWork';
      readonly id: string;
      readonly fence: number;
      readonly status: 'done' | 'dead' | 'pending';
      readonly dueAt?: number;
    };
