import type {
  ConversationDocument,
  Delivery,
  RecordDocument,
  RecordKind,
  TranscriptEntry,
  WorkItem,
} from './documents';

/**
 * All that one turn writes, in one partition (the conversation) and one atomic step: either every part is durable or
 * none is. Small enough for a Cosmos transactional batch (under 100 operations and 2 MB).
 */
export interface Commit {
  readonly conversationId: string;
  /** Version the turn was computed from; 0 when the conversation must not exist yet. */
  readonly expectedVersion: number;
  /** The message's id: a second commit with the same one in this conversation changes nothing. */
  readonly inboxKey?: string;
  /** The customer's own transcript position, given back to a duplicate. */
  readonly receipt?: number;
  /** With `version` already at `expectedVersion + 1`. */
  readonly conversation: ConversationDocument;
  readonly transcript?: readonly TranscriptEntry[];
  /** Entries of earlier turns that are written over, in their places. What stood there is gone. */
  readonly amend?: readonly TranscriptEntry[];
  /** New ones. Of those that are there already a case and a dead letter are written over; any other stands. */
  readonly records?: readonly RecordDocument[];
  /** New work. An id that exists already is left as it is. */
  readonly work?: readonly WorkItem[];
  /** Replies that wait for the customer to write again are due now. */
  readonly wakeReplies?: true;
  /** What nobody else may hold besides; if somebody does the whole commit is `taken`. */
  readonly reserve?: Reservation;
  /** Claimed work that this commit ends or reschedules; if the claim was lost the whole commit is `fenced`. */
  readonly settle?: readonly {
    readonly id: string;
    readonly fence: number;
    readonly status: 'done' | 'dead' | 'pending';
    readonly dueAt?: number;
  }[];
}

export type CommitOutcome =
  | { readonly status: 'committed' }
  | { readonly status: 'duplicate'; readonly receipt: number }
  /** Someone else's turn came first: reload and run again. */
  | { readonly status: 'conflict' }
  /** The work item was claimed by someone else meanwhile: drop this outcome. */
  | { readonly status: 'fenced' }
  /** Another conversation, or another run of this one, holds a name that was to be reserved. */
  | { readonly status: 'taken'; readonly by: Holder };

/** Names, already pseudonymous, that one run of one conversation is to hold alone. Needs the commit's `inboxKey`. */
export interface Reservation {
  readonly names: readonly string[];
  readonly run: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Holders known to have no use for their names any more: what they hold is handed over. */
  readonly inPlaceOf: readonly Holder[];
}

/** Who holds a name, and since when. Whether there is still a reason to is in the conversation itself. */
export interface Holder {
  readonly conversationId: string;
  readonly run: number;
  readonly at: number;
}

/** The names one customer of one sender goes by, already pseudonymous. */
export interface Identity {
  /** The messenger's own id of the person. It outlives a number and no two people share it. */
  readonly personId?: string;
  /** A telephone number: it may be handed on to somebody else. */
  readonly number?: string;
  /** The id of the conversation to begin when none of the names is known. */
  readonly conversationId: string;
}

/** The end or postponement of one claimed item that needs no turn. */
export interface Settlement {
  readonly conversationId: string;
  readonly id: string;
  readonly fence: number;
  readonly status: 'done' | 'dead' | 'pending';
  readonly dueAt?: number;
}

/** So long work that cannot be read is put off, so that it keeps no others waiting. */
export const PUT_OFF_MS = 60_000;

export interface ClaimRequest {
  readonly kinds: readonly WorkItem['kind'][];
  readonly now: number;
  readonly leaseMs: number;
  readonly limit: number;
}

/**
 * What is remembered, by conversation id. A promise that resolves means durable: power may fail the moment after.
 * Rejections are `StoreFault`s: nothing of the call was kept, and `retryable` says whether trying again can help.
 */
export interface Store {
  load(conversationId: string): Promise<ConversationDocument | undefined>;
  commit(commit: Commit): Promise<CommitOutcome>;
  /** Entries with `seq > afterSeq`, oldest first. */
  transcript(conversationId: string, afterSeq: number, limit: number): Promise<readonly TranscriptEntry[]>;
  records<K extends RecordKind>(
    kind: K,
    options: { readonly conversationId?: string; readonly limit: number },
  ): Promise<readonly Extract<RecordDocument, { kind: K }>[]>;
  /**
   * Takes due work for this worker: `pending` and due, or claimed with a lease that ran out. Each claim raises the
   * item's fence and attempts durably before it is returned, so whatever happens next is known to have been tried.
   * Of each kind that is `IN_LINE` one item of a conversation is given out at a time, in the order they were committed.
   */
  claim(request: ClaimRequest): Promise<readonly WorkItem[]>;
  /** Ends or postpones a claimed item by itself; false when it was claimed by someone else meanwhile. */
  settle(settlement: Settlement): Promise<boolean>;
  /**
   * The conversation this customer has, once and for all: the first answer to any of the names is every later answer.
   * A number known from somebody with another person id is somebody else's now, and begins a new conversation.
   */
  identify(identity: Identity): Promise<string>;
  /**
   * Notes how far a message got, and only ever forward: queued, sent, delivered, read; `failed` ends what was not yet
   * delivered. False when that was known already.
   */
  deliver(delivery: Delivery): Promise<boolean>;
  deliveries(conversationId: string): Promise<readonly Delivery[]>;
  /** When the next item of these kinds falls due, or undefined. */
  nextDueAt(kinds: readonly WorkItem['kind'][]): Promise<number | undefined>;
  work(conversationId: string): Promise<readonly WorkItem[]>;
  /** Whether writes succeed; for readiness. */
  healthy(): boolean;
  close(): Promise<void>;
}

/** A store that tells of what other processes do. */
export interface Watching {
  /**
   * Tells which conversations turns were committed in by other processes, soon after they are durable; perhaps late,
   * perhaps twice, perhaps also of this process's own. Returns how to stop it.
   */
  watch(listener: (conversationId: string) => void): () => void;
}

export type EraseOutcome = 'erased' | 'changed';

/** A store from which one conversation can be taken for good. */
export interface Erasure {
  /**
   * Destroys all that is kept of one conversation, and its key before all; resolves when no file of the store can give
   * it back. Nothing brings it to life again: `load` and `commit` reject with 'erased', reports are dropped, and its
   * customer's names are free for a new conversation. Doing it again is harmless, and is right after a rejection.
   *
   * `expectedVersion` is the conversation as it was judged. Once it moved on, nothing is done and it is 'changed'; one
   * that was erased before is at every version.
   */
  erase(conversationId: string, expectedVersion?: number): Promise<EraseOutcome>;
}

/** A small document that belongs to no conversation: somebody of the staff, a session, a canned reply, a draft. */
export interface RegisterEntry {
  /** A word of letters. */
  readonly kind: string;
  /** The one thing that is kept in the clear: it must tell of nobody. */
  readonly id: string;
  /** Grows by one with each write. */
  readonly version: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds from which it is as if it had never been. */
  readonly expiresAt?: number;
}

/** A store that keeps such documents, sealed like everything else. Each write is durable and compares versions. */
export interface Register {
  read(kind: string, id: string): Promise<RegisterEntry | undefined>;
  /** `expectedVersion` 0: there must be none yet. */
  write(entry: Omit<RegisterEntry, 'version'>, expectedVersion: number): Promise<'written' | 'conflict'>;
  /** By id, after this one. */
  list(kind: string, page: { readonly after?: string; readonly limit: number }): Promise<readonly RegisterEntry[]>;
  /** Harmless when there is none. */
  remove(kind: string, id: string): Promise<void>;
}

/** A store that finds the conversations that people of the bank look at. */
export interface Attention {
  /** Those that wait for a person, are in a person's hands, or have a case or a call-back open; in no order. */
  needing(page: {
    readonly after?: string;
    readonly limit: number;
  }): Promise<{ readonly documents: readonly ConversationDocument[]; readonly next?: string }>;
  /** So many that no person has or is waited for in, also those that a person ended, the latest first. */
  lately(limit: number): Promise<readonly ConversationDocument[]>;
  /**
   * Those no person has or is waited for in, whose customers wrote last within these times (epoch milliseconds, both included), the longest
   * silent first. `next`: from when on to look for the rest; it can be `from` where more than `limit` fell silent at once.
   */
  silent(within: {
    readonly from: number;
    readonly until: number;
    readonly limit: number;
  }): Promise<{ readonly documents: readonly ConversationDocument[]; readonly next?: number }>;
}

/** A store that finds what was published. */
export interface Publishing {
  /** One record by its id, as it was written last; one that was damaged is a 'corrupt' fault. */
  record<K extends RecordKind>(
    kind: K,
    conversationId: string,
    id: string,
  ): Promise<Extract<RecordDocument, { kind: K }> | undefined>;
}
