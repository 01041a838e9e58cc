import type { ConversationDocument, RecordDocument, RecordKind, TranscriptEntry, WorkItem } from './documents';

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
  readonly records?: readonly RecordDocument[];
  /** New work. An id that exists already is left as it is. */
  readonly work?: readonly WorkItem[];
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
  | { readonly status: 'fenced' };

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
   */
  claim(request: ClaimRequest): Promise<readonly WorkItem[]>;
  /** When the next item of these kinds falls due, or undefined. */
  nextDueAt(kinds: readonly WorkItem['kind'][]): Promise<number | undefined>;
  work(conversationId: string): Promise<readonly WorkItem[]>;
  /** Whether writes succeed; for readiness. */
  healthy(): boolean;
  close(): Promise<void>;
}
