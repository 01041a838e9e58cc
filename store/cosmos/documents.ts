import type {
  ConversationDocument,
  Delivery,
  RecordDocument,
  RecordKind,
  TranscriptEntry,
  WorkItem,
} from '../documents';

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

/**
 * The one item of a conversation that changes: every turn, claim and settlement is a compare-and-swap on it. It holds the
 * key of all bodies of the conversation, wrapped; without it they are nothing.
 */
export interface MainRow extends Sealed<'conversation', ConversationDocument> {
  readonly id: typeof MAIN;
  readonly conversationId: string;
  /** Of the conversation; missing: as it says itself. */
  readonly version?: number;
  /** Missing: nothing of the conversation is sealed yet. */
  readonly key?: StoredKey;
  /** The place in the ring of the version the key is wrapped with; by it the ones to wrap anew are found. */
  readonly ring?: number;
  readonly agenda: readonly AgendaItem[];
  /** When work of a kind can be taken next; what workers look for across conversations. */
  readonly ready: Readonly<Partial<Record<WorkKind | typeof ERASURE, number>>>;
  /** Its id, while people of the bank look for it: by it they find it, page after page. */
  readonly attention?: string;
  /** When its customer wrote last, while it is with the bot. */
  readonly withBot?: number;
  /** The highest stamp used in this conversation. */
  readonly stamp: number;
  /** The last commits' marks, newest first. */
  readonly commits: readonly string[];
  /** When it was erased: nothing is left of it but this row, which stays. */
  readonly erased?: number;
}
export const MAIN = 'main';
/** In `ready` while rows of an erased conversation may be left. */
export const ERASURE = 'erasure';

/** A data key as it is stored. */
export interface StoredKey {
  readonly version: string;
  /** In base64. */
  readonly wrapped: string;
}

/** A body sealed, in base64; in a row of an earlier release in the clear, under the name it had there. */
export type Sealed<Name extends string, Clear> = { readonly sealed?: string } & { readonly [K in Name]?: Clear };

/** That a message was taken, and by which call. Created with its turn: there cannot be two. */
export interface InboxRow {
  readonly id: string;
  readonly conversationId: string;
  readonly receipt: number;
  readonly by: string;
}

/** The entries of one commit. */
export interface TranscriptRow extends Sealed<'entries', readonly TranscriptEntry[]> {
  readonly id: string;
  readonly conversationId: string;
  readonly last: number;
}

/** What an item of work is about, and how it ended. While it is open its state is in the agenda. */
export interface WorkRow {
  readonly id: string;
  readonly conversationId: string;
  /** Its order. */
  readonly work: number;
  readonly item: Pick<WorkItem, 'id' | 'kind'> & Sealed<'body', WorkItem['body']>;
  readonly ended?: Pick<WorkItem, 'status' | 'dueAt' | 'attempts' | 'fence'> & { readonly by: string };
}

/** `record` holds the order under the kind's name, so that each kind has an index of its own. */
export interface RecordRow {
  readonly id: string;
  readonly conversationId: string;
  readonly record: Readonly<Partial<Record<RecordKind, number>>>;
  readonly value: RecordValue;
}

/** A record, its body sealed. */
export interface RecordValue extends Sealed<'body', RecordDocument['body']> {
  readonly id: string;
  readonly conversationId: string;
  readonly at: number;
  readonly kind: RecordKind;
  /** The version of the conversation with which it was written last. */
  readonly written?: number;
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

/** A document that belongs to no conversation. `register` has its id under its kind, so that each kind has an index. */
export interface EntryRow {
  readonly id: string;
  readonly register: Readonly<Record<string, string>>;
  readonly version: number;
  readonly expiresAt?: number;
  readonly sealed: string;
  /** The call that wrote it. */
  readonly by: string;
}

/** The text of a notice, kept once for all conversations. */
export interface NoticeRow {
  readonly id: string;
  readonly record: { readonly notice: number };
  readonly value: RecordValue;
}
