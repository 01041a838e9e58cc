import { NO_FACTS } from '../../machines/facts';
import type { ConversationDocument, RecordDocument, TranscriptEntry, WorkItem } from '../../store/documents';
import type { Commit } from '../../store/store';

/** Valid documents with as little in them as the types allow. */

export function aConversation(
  id: string,
  version = 1,
  changes: Partial<ConversationDocument> = {},
): ConversationDocument {
  return {
    schema: 1,
    id,
    version,
    market: 'SG',
    channel: 'webchat',
    userId: 'user-1',
    locale: 'en-SG',
    status: 'bot',
    pen: { owner: 'bot', epoch: 1 },
    flow: { id: 'card-lead', version: 1, hash: 'f'.repeat(64), engine: 1 },
    facts: NO_FACTS,
    step: 'welcome',
    seq: 0,
    run: 1,
    submitted: [],
    createdAt: 1,
    lastInboundAt: 1,
    ...changes,
  };
}

export function aCommit(conversationId: string, expectedVersion: number, changes: Partial<Commit> = {}): Commit {
  return {
    conversationId,
    expectedVersion,
    conversation: aConversation(conversationId, expectedVersion + 1),
    ...changes,
  };
}

export function anEntry(seq: number, text = `entry ${seq}`): TranscriptEntry {
  return { seq, at: seq, body: { from: 'customer', kind: 'text', text } };
}

export function aWorkItem(conversationId: string, id: string, changes: Partial<WorkItem> = {}): WorkItem {
  return {
    id,
    conversationId,
    kind: 'callout',
    status: 'pending',
    dueAt: 100,
    attempts: 0,
    fence: 0,
    leaseUntil: 0,
    body: { step: 'submit' },
    ...changes,
  };
}

export function aCase(conversationId: string, id: string, status: 'open' | 'settled' = 'open'): RecordDocument {
  return {
    id,
    conversationId,
    at: 5,
    kind: 'case',
    body: { status, workId: 'w1', market: 'SG', reason: 'timeout', evidence: {} },
  };
}
