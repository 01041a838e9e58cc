import type { ChannelId, TranscriptEntry } from '../dialogs/message';
import type { Prompt } from '../dialogs/view';
import type { Facts } from '../machines/facts';
import type { StepId } from '../machines/flow';
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
    /** When it was confirmed, epoch milliseconds. */
    readonly at: number;
    readonly status: 'pending' | 'delayed' | 'done' | 'rejected';
    readonly reference?: string;
    readonly details?: Readonly<Record<string, string>>;
  }[];
  readonly createdAt: number;
  readonly lastInboundAt: number;
}

/** Something to do outside the conversation, later or now. Only the holder of the newest `fence` may settle it. */
export interface WorkItem {
  readonly id: string;
  readonly conversationId: string;
  readonly kind: 'callout' | 'status' | 'reply' | 'timer';
  readonly status: 'pending' | 'claimed' | 'done' | 'dead';
  /** Epoch milliseconds. */
  readonly dueAt: number;
  readonly attempts: number;
  readonly fence: number;
  readonly leaseUntil: number;
  /** On a claim: the item was taken over from a claim that never reported back, so what it did is unknown. */
  readonly orphaned?: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Things kept for evidence or for a person to settle. Append-only but for a case's status. */
export type RecordDocument = {
  readonly id: string;
  readonly conversationId: string;
  readonly at: number;
} & (
  | { readonly kind: 'consent'; readonly body: ConsentEvent }
  | { readonly kind: 'case'; readonly body: CaseBody }
  | { readonly kind: 'callBack'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'deadLetter'; readonly body: Readonly<Record<string, unknown>> }
  /** The exact text of a notice, stored once per version and locale under its SHA-256. */
  | { readonly kind: 'notice'; readonly body: { readonly sha256: string; readonly text: string } }
);
export type RecordKind = RecordDocument['kind'];

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

/** A submission whose outcome a person must establish. */
export interface CaseBody {
  readonly status: 'open' | 'settled';
  readonly workId: string;
  readonly market: Market;
  readonly reason: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

export type { TranscriptEntry };
