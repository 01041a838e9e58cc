import type {
  ConversationDocument,
  Delivery,
  RecordDocument,
  RecordKind,
  TranscriptEntry,
  WorkItem,
} from './documents';

export type WorkKind = WorkItem['kind'];

/** What is to do in one conversation and not ended: who may take it, and when. What it is about is a `WorkRow`. */
export interface AgendaItem {
  readonly id: string;
  readonly kind: WorkKind;
  readonly status: 'pending' | 'claimed';
  readonly dueAt: number;
  readonly attempts: number;
  readonly fence: number;
  readonly leaseUntil: number;
  /** Claimed from somebody who never reported back. */
  readonly orphaned?: boolean;
  /** Its place among all work, in the order it was committed. */
  readonly order: number;
  /** The call that claimed it, or put it off, last. */
  readonly by?: string;
}

/** The one item of a conversation that changes: every turn, claim and settlement is a compare-and-swap on it. */
export interface MainRow {
  readonly id: typeof MAIN;
  readonly conversationId: string;
  readonly conversation: ConversationDocument;
  readonly agenda: readonly AgendaItem[];
  /** When work of a kind can be taken next; what workers look for across conversations. */
  readonly ready: Readonly<Partial<Record<WorkKind, number>>>;
  /** The highest stamp used in this conversation. */
  readonly stamp: number;
  /** The last commits' marks, newest first. */
  readonly commits: readonly string[];
}
export const MAIN = 'main';

/** That a message was taken, and by which call. Created with its turn: there cannot be two. */
export interface InboxRow {
  readonly id: string;
  readonly conversationId: string;
  readonly receipt: number;
  readonly by: string;
}

/** The entries of one commit. */
export interface TranscriptRow {
  readonly id: string;
  readonly conversationId: string;
  readonly last: number;
  readonly entries: readonly TranscriptEntry[];
}

/** What an item of work is about, and how it ended. While it is open its state is in the agenda. */
export interface WorkRow {
  readonly id: string;
  readonly conversationId: string;
  /** Its order. */
  readonly work: number;
  readonly item: Pick<WorkItem, 'id' | 'kind' | 'body'>;
  readonly ended?: Pick<WorkItem, 'status' | 'dueAt' | 'attempts' | 'fence'> & { readonly by: string };
}

/** `record` holds the order under the kind's name, so that each kind has an index of its own. */
export interface RecordRow {
  readonly id: string;
  readonly conversationId: string;
  readonly record: Readonly<Partial<Record<RecordKind, number>>>;
  readonly value: RecordDocument;
}

/** How far a message got, with the calls that told so. */
export interface DeliveryRow {
  readonly id: string;
  readonly conversationId: string;
  readonly taken: number;
  readonly delivery: Delivery;
  readonly by: Readonly<Partial<Record<Delivery['status'], string>>>;
}

/** The container of what must not exist twice, each under its own name and in a partition of its own. */
export const UNIQUE = 'unique';

/** Whose a name is. `pending`: the person it is to belong to, until that is settled. */
export interface NameRow {
  readonly id: string;
  readonly conversation: string;
  readonly pending?: string;
}

/** To whom a conversation belongs, for good. */
export interface OwnerRow {
  readonly id: string;
  readonly personId: string;
}

/** The text of a notice, kept once for all conversations. */
export interface NoticeRow {
  readonly id: string;
  readonly record: { readonly notice: number };
  readonly value: RecordDocument;
}
