import type { CallOutcome } from '../dialogs/deskCommand';
import type {
  Address,
  CaseAction,
  ChannelId,
  ProviderCopy,
  SubmissionTries,
  TranscriptEntry,
} from '../dialogs/message';
import type { Prompt } from '../dialogs/view';
import type { Facts } from '../machines/facts';
import type { FlowFile, StepId } from '../machines/flow';
import type { PenState } from '../machines/handoff';
import type { Locale, Market, Purpose } from '../machines/market';

/** The conversation as stored: small (the transcript has its own rows), whole, one version number for all of it. */
export interface ConversationDocument {
  readonly schema: 1;
  readonly id: string;
  /** Grows by one with each commit; what compare-and-swap compares. */
  readonly version: number;
  readonly market: Market;
  readonly channel: ChannelId;
  readonly userId: string;
  readonly locale: Locale;
  readonly status: PenState['status'];
  readonly pen: PenState['pen'];
  readonly flow: { readonly id: string; readonly version: number; readonly hash: string; readonly engine: number };
  readonly facts: Facts;
  /** Cached position; `fastForward` can always derive it. */
  readonly step: StepId;
  readonly prompt?: Prompt;
  /** The latest code by which this application can be gone on with elsewhere, and which application that is. */
  readonly carry?: { readonly until: number; readonly run: number };
  /** A code that was shown here; what it leads to is told only to who proves to know it. */
  readonly carrying?: {
    readonly conversationId: string;
    readonly run: number;
    readonly until: number;
    readonly tries: number;
  };
  /** Last position used in the transcript. */
  readonly seq: number;
  /** How many applications were begun in this conversation, from 1. */
  readonly run: number;
  /** Applications handed to the bank from this conversation, oldest first. */
  readonly submitted: readonly {
    readonly workId: string;
    readonly run: number;
    readonly step: StepId;
    readonly product: string;
    /** Where it was submitted; missing: in the conversation's market. */
    readonly market?: Market;
    /** When it was confirmed, epoch milliseconds. */
    readonly at: number;
    readonly status: 'pending' | 'delayed' | 'done' | 'rejected';
    /** Missing: not tried yet. */
    readonly tries?: SubmissionTries;
    readonly reference?: string;
    readonly details?: Readonly<Record<string, string>>;
  }[];
  readonly createdAt: number;
  /** When the customer last wrote: a messenger lets us answer freely for 24 hours from then. */
  readonly lastInboundAt: number;
  /** Where replies are sent, on channels that send them. */
  readonly address?: Address;
  /**
   * The customer wants no more messages here, and nothing is sent: until they say otherwise when they told us so, until
   * they write again when they blocked us at the provider.
   */
  readonly optedOut?: { readonly at: number; readonly toldTo: 'us' | 'provider' };
  /** The market is still to be chosen, out of these; `market` is a stand-in until then. */
  readonly marketChoices?: readonly Market[];
  /** What it was chosen from, so that a wrong choice can be undone. */
  readonly marketsOffered?: readonly Market[];
  /** The question (its `promptId`) whose message is known to have failed, or waits for the customer to write. */
  readonly unseen?: string;
  /** Reference numbers whose messages failed, by place in the transcript: when the customer writes they come first. */
  readonly untold?: readonly { readonly reference: string; readonly seq: number }[];
  /**
   * What the customer wrote last that ends in digits, by place in the transcript: with digits that follow it may come to
   * a card number. With the provider's copy, which must go with it.
   */
  readonly openDigits?: readonly { readonly seq: number; readonly copy?: ProviderCopy }[];
  /** It comes from a backup: what happened after `at` is not known here, such as that this run was submitted. */
  readonly restored?: { readonly at: number; readonly run: number };
  /** Missing: written by a release without a desk. What its cases and call-backs are is then in the records alone. */
  readonly desk?: DeskState;
}

/** What people of the bank need of a conversation besides who holds its pen. Nothing a customer said is in it. */
export interface DeskState {
  /** Where it waits for a person, or waited last: as the flow or whoever passed it on names it. */
  readonly queue?: string;
  /** The open question that an agent had the bot ask before its turn; once answered, the facts lead on. */
  readonly askFirst?: StepId;
  /** The consent whose notice an agent had shown to the customer, while a person has the conversation. */
  readonly offered?: StepId;
  /** When an agent last had the customer asked to write again. */
  readonly templateAt?: number;
  /** The contact centre that was asked to take it, as long as what it says counts. */
  readonly hub?: HubSession;
  /** Why a person is needed, or was last. */
  readonly reason?: DeskReason;
  /** Since when a person is waited for: from the request, or the end of another's hold. Missing while nobody is. */
  readonly waitingSince?: number;
  /** Who of the staff had it last, and when they took or gave up the pen. */
  readonly lastAgent?: { readonly id: string; readonly at: number };
  /** Records of kind `case` that are open. */
  readonly openCases?: readonly { readonly id: string; readonly at: number }[];
  /** Records of kind `callBack` that are open. */
  readonly callBacks?: readonly OpenCallBack[];
  /** What came of it, the last time that a person ended it. */
  readonly wrapUp?: { readonly code: string; readonly by: string; readonly at: number };
  /** How the customer found it: asked, and answered once `score` is there. */
  readonly csat?: { readonly askedAt: number; readonly score?: number; readonly at?: number };
}

/** What a contact centre was asked, by the pen's epochs. */
export interface HubSession {
  readonly name: string;
  /** Under which it was asked: by it the session is known. */
  readonly asked: number;
  /** Under which what it says counts; on any other the pen is somebody else's. */
  readonly epoch: number;
}

/**
 * The customer asked, could not answer a question, met a fault of ours; an agent passed it on, or went silent; or a
 * contact centre could not help.
 */
export type DeskReason = 'asked' | 'attempts' | 'fault' | 'transferred' | 'expired' | 'hub';

export interface OpenCallBack {
  readonly id: string;
  readonly at: number;
  /** Missing: any of the market's hours will do. */
  readonly slot?: { readonly from: number; readonly to: number };
}

/** Due whatever a clock says, which may be set back at any time. In the order of commits, and before what has a time. */
export const AT_ONCE = 0;

/** Of these kinds one item of a conversation is given out at a time, in the order they were committed. */
export const IN_LINE: readonly WorkItem['kind'][] = ['reply', 'hub'];

/** Something to do outside the conversation, later or now. Only the holder of the newest `fence` may settle it. */
export interface WorkItem {
  readonly id: string;
  readonly conversationId: string;
  readonly kind: 'callout' | 'status' | 'reply' | 'timer' | 'purge' | 'hub' | 'erase';
  readonly status: 'pending' | 'claimed' | 'done' | 'dead';
  /** Epoch milliseconds, or `AT_ONCE`. */
  readonly dueAt: number;
  readonly attempts: number;
  readonly fence: number;
  readonly leaseUntil: number;
  /** On a claim: the item was taken over from a claim that never reported back, so what it did is unknown. */
  readonly orphaned?: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a `reply` item sends: entries of the transcript, by position. */
export interface ReplyWork {
  readonly from: number;
  readonly to: number;
  /** The pen's, when the bot said it: after an agent's takeover it is not sent any more. */
  readonly epoch?: number;
  /** Without buttons: the messenger refused them. */
  readonly asText?: true;
  /** Tells the reference number: it is never given up. */
  readonly isReference?: true;
  /** It goes out as the approved template that asks the customer to write again, whose words are the provider's. */
  readonly isTemplate?: true;
  /** Sent even to a customer who opted out: it confirms just that. */
  readonly confirmsOptOut?: true;
  /**
   * Only these of its messages, by place from 0, without `last` all from `first` on: the others arrived. Places are
   * counted in the form with buttons unless `inText`.
   */
  readonly parts?: { readonly first: number; readonly last?: number; readonly inText?: true };
  /** The provider says that the window is closed, whatever our clock says: only when the customer wrote after this. */
  readonly after?: number;
}

/** One message as the provider took it, and how far it got. */
export interface Delivery {
  readonly conversationId: string;
  /** The `reply` item it is of, and its place in it from 0. */
  readonly workId: string;
  readonly part: number;
  /** The provider's id. */
  readonly sid: string;
  readonly status: 'queued' | 'sent' | 'delivered' | 'read' | 'failed';
  readonly code?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Things kept for evidence or for a person to settle. Append-only but for those that are said to change. */
export type RecordDocument = {
  readonly id: string;
  readonly conversationId: string;
  readonly at: number;
} & (
  | { readonly kind: 'consent'; readonly body: ConsentEvent }
  | { readonly kind: 'case'; readonly body: CaseBody }
  | { readonly kind: 'callBack'; readonly body: CallBackBody }
  | { readonly kind: 'note'; readonly body: NoteBody }
  | { readonly kind: 'score'; readonly body: ScoreBody }
  | { readonly kind: 'deadLetter'; readonly body: Readonly<Record<string, unknown>> }
  /** What an operator did. */
  | { readonly kind: 'audit'; readonly body: AuditEntry }
  /** A version of a flow: it never changes. */
  | { readonly kind: 'flowVersion'; readonly body: FlowVersionBody }
  /** What is published and who begins where. It changes. */
  | { readonly kind: 'flowLibrary'; readonly body: FlowLibraryBody }
  /** The exact text of a notice, stored once per version and locale under its SHA-256. */
  | { readonly kind: 'notice'; readonly body: { readonly sha256: string; readonly text: string } }
);
export type RecordKind = RecordDocument['kind'];

/** A published version, with all that customers on it meet. */
export interface FlowVersionBody {
  readonly flow: FlowFile;
  /** Locale → key → text, over the product's own. */
  readonly words: Readonly<Record<Locale, Readonly<Record<string, string>>>>;
  readonly hash: string;
}

/** What designers and approvers have decided about one flow. */
export interface FlowLibraryBody {
  /** Versions published from the studio, oldest first; `flowVersion` records have what is in them. */
  readonly versions: readonly PublishedVersion[];
  readonly pointers: Readonly<Partial<Record<Market, FlowPointer>>>;
  readonly approvals: readonly FlowApproval[];
  /** Moves of open conversations to a version, oldest first. */
  readonly moves: readonly FlowMove[];
  /** What customers may be asked to agree to, besides what they are asked already. */
  readonly legal: readonly LegalApproval[];
}

/**
 * Everybody in these markets who began before and has not applied goes on on this version, each with their next message.
 * So it is done in one step, and nobody has to be looked for.
 */
export interface FlowMove {
  readonly version: number;
  readonly hash: string;
  readonly markets: readonly Market[];
  readonly startedAt: number;
  readonly startedBy: string;
}

export interface PublishedVersion {
  readonly version: number;
  readonly title: string;
  readonly hash: string;
  readonly markets: readonly Market[];
  readonly base: number;
  readonly publishedAt: number;
  readonly publishedBy: string;
  readonly note: string;
  readonly approvals: readonly FlowApproval[];
}

/** Where new conversations of a market begin. */
export interface FlowPointer {
  readonly version: number;
  readonly hash: string;
  /** Where they began before; missing: on the newest that came with the product. */
  readonly before?: number;
  /** This share of the market's customers, always the same ones, begin there instead. */
  readonly challenger?: {
    readonly version: number;
    readonly hash: string;
    readonly share: number;
    /** The difference worth finding, fixed when it begins. */
    readonly points?: number;
  };
  readonly setAt: number;
  readonly setBy: string;
}

/** Somebody who did not make it agrees to one content of a draft, for one market. */
export interface FlowApproval {
  readonly draft: string;
  readonly market: Market;
  readonly hash: string;
  readonly by: string;
  readonly at: number;
}

/** Somebody who did not write it agrees to a text that customers of one market shall agree to, in all its languages. */
export interface LegalApproval {
  readonly market: Market;
  readonly purpose: Purpose;
  /** Of the notice. */
  readonly version: string;
  /** Of purpose, version and all texts. */
  readonly hash: string;
  readonly by: string;
  readonly at: number;
}

/** Evidence of one decision; a withdrawal is a new event, never a change of the old one. */
export interface ConsentEvent {
  readonly purpose: Purpose;
  readonly decision: 'granted' | 'declined' | 'withdrawn';
  readonly noticeKey: string;
  readonly noticeVersion: string;
  readonly noticeSha256: string;
  readonly noticeLocale: Locale;
  readonly legalEntity: string;
  readonly market: Market;
  readonly channel: ChannelId;
  readonly subjectRef: string;
  readonly method: 'button' | 'text';
  readonly answer: string;
  readonly promptId: string;
  readonly messageId: string;
  readonly flow: { readonly id: string; readonly version: number };
  readonly run: number;
  readonly links: Readonly<Record<string, string>>;
}

/** A call that a customer was promised. */
export interface CallBackBody {
  readonly status: 'open' | 'done';
  readonly market: Market;
  /** Of the application it is about, if it is about one. */
  readonly reference?: string;
  /** The part of the day the customer chose. */
  readonly contactTime?: string;
  /** When the market's people call, in words. */
  readonly contactHours: string;
  /** When it is to be made; missing: whenever people call. */
  readonly slot?: { readonly from: number; readonly to: number };
  /** Who of the staff promised it; missing: it follows from the application, or the customer chose the time. */
  readonly requestedBy?: string;
  readonly tries?: readonly {
    readonly at: number;
    readonly by: string;
    readonly outcome: CallOutcome;
    readonly note?: string;
  }[];
}

/** How a customer found the help of a person, from 1 to 5. */
export interface ScoreBody {
  readonly score: number;
  readonly askedAt: number;
  /** Who had ended it, and as what. */
  readonly agent?: string;
  readonly code?: string;
}

/** What somebody of the staff wrote for others of the staff. No customer ever sees it. */
export interface NoteBody {
  readonly by: string;
  readonly name: string;
  readonly text: string;
  /** From a supervisor, for the agent who has the conversation. */
  readonly whisper?: true;
}

/** A submission whose outcome a person must establish, or a reply that a person must give. */
export interface CaseBody {
  readonly status: 'open' | 'settled';
  readonly workId: string;
  readonly market: Market;
  readonly reason: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** How often operators changed it; missing: never. */
  readonly revision?: number;
  /** What one operator wants done and another must confirm. */
  readonly proposal?: CaseDecision;
  readonly settlement?: CaseDecision & { readonly confirmedBy?: string };
}

export interface CaseDecision {
  readonly action: CaseAction;
  readonly operator: string;
  readonly at: number;
}

/**
 * One line of an audit stream, and each stream is one conversation's. `mac` covers everything else including the mac of
 * the line before, so that nothing can be changed, taken out or put in without the key. References, never answers.
 */
export interface AuditEntry {
  readonly stream: string;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: number;
  readonly operator: string;
  readonly action: string;
  /** The id of what it was done to. */
  readonly subject: string;
  readonly details: Readonly<Record<string, string | number | boolean>>;
  readonly prev: string;
  readonly mac: string;
}

export type { TranscriptEntry };
