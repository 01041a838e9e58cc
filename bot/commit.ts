import type { AgentHub } from '../adapters/hubs/agentHub';
import type { InboundMessage, TranscriptEntry } from '../dialogs/message';
import type { ConversationDocument, HubSession, NoteBody, RecordDocument, ScoreBody } from '../store/documents';
import type { Commit } from '../store/store';
import { withCarryReservation } from './carryOver/reservation';
import { decisionRecords, withdrawalRecord } from './consent';
import type { OpenConversation } from './conversation';
import { deskAfter } from './desk/deskAfter';
import { openDigitsAfter } from './halves';
import { hubAfter } from './hub/hubWork';
import { isFromCustomer, isMessenger, ownEntries, writtenAt } from './inbound';
import { leftWork } from './leftWork';
import type { Aside, Next } from './next';
import { type OneApplicationParts, reservationOf } from './oneApplication';
import { chainedTo } from './operator/audit';
import { type ReferenceOwnerParts, referenceReservation } from './referenceOwner';
import type { Said } from './speak';

export interface CommitParts extends OneApplicationParts, ReferenceOwnerParts {
  /** A stable stand-in for an identity, for evidence that outlives the conversation's own data. */
  readonly pseudonym: (identity: string) => string;
  /** A keyed hash for the lines of the audit. */
  readonly sealAudit: (text: string) => string;
  /** A keyed hash: what a submission is known by to a bank that takes a key or a reference of ours. */
  readonly submissionKey: (text: string) => string;
  /** The contact centre that is asked when a person is needed; missing: our own desk alone. */
  readonly hub?: Pick<AgentHub, 'name' | 'serves'>;
}

/** Everything a turn writes, as one atomic step. Undefined when there is nothing worth writing. */
export function buildCommit(
  parts: CommitParts,
  open: OpenConversation,
  next: Next,
  said: Said,
  message: InboundMessage,
): (Commit & { readonly conversation: ConversationDocument }) | undefined {
  const isNew = open.document.version === 0;
  if (message.kind === 'started' && said.replies.length === 0 && !isNew) return undefined;
  if ((message.kind === 'settlement' || message.kind === 'agent') && next.aside.length === 0) return undefined;
  const own = ownEntry(message, next, open.document.seq + 1);
  const transcript = [...own, ...botEntries(said, message.receivedAt, open.document.seq + own.length + 1)];
  const openDigits = openDigitsAfter(open, next, message, open.document.seq + own.length);
  const before = newDocument(open, said, message, transcript.length);
  const settled = { ...before, ...deskAfter(open.document, next, open.now), ...(openDigits && { openDigits }) };
  const asked = hubAfter(parts.hub, { before: open.document, after: settled, message, own: own[0]?.seq });
  const conversation = withSession(settled, asked.session);
  const alone = withCarryReservation(open, next, reservationOf(parts, open, next));
  const reserve = referenceReservation(parts, open, next) ?? alone;
  return {
    conversationId: open.document.id,
    expectedVersion: open.document.version,
    inboxKey: message.id,
    receipt: open.document.seq + own.length,
    conversation,
    transcript,
    ...(open.halves && { amend: open.halves.amend }),
    records: [...records(parts, open, next, message), ...(open.halves?.letters ?? [])],
    work: [...leftWork(open, { next, said, message, conversation, submissionKey: parts.submissionKey }), ...asked.work],
    ...(isFromCustomer(message) && isMessenger(conversation) && { wakeReplies: true }),
    ...(reserve !== undefined && { reserve }),
    settle: next.aside.flatMap((aside) => (aside.kind === 'settleWork' ? [settlement(aside)] : [])),
  };
}

/** Without one where there is none: what is undefined would be there in memory and not in the store. */
function withSession(document: ConversationDocument, hub: HubSession | undefined): ConversationDocument {
  const { hub: _before, ...desk } = document.desk ?? {};
  return { ...document, desk: { ...desk, ...(hub && { hub }) } };
}

function newDocument(
  open: OpenConversation,
  said: Said,
  message: InboundMessage,
  entries: number,
): ConversationDocument {
  const { prompt: _old, openDigits: _seen, desk: _before, ...rest } = said.document;
  const { lastInboundAt } = open.document;
  return {
    ...rest,
    ...(said.prompt ? { prompt: said.prompt } : {}),
    version: open.document.version + 1,
    seq: open.document.seq + entries,
    lastInboundAt: isFromCustomer(message) ? Math.max(lastInboundAt, writtenAt(message)) : lastInboundAt,
  };
}

function ownEntry(message: InboundMessage, { line, locale }: Next, seq: number): readonly TranscriptEntry[] {
  if (ownEntries(message, line) === 0) return [];
  const at = message.receivedAt;
  const echo = 'echo' in message && message.echo ? { echo: message.echo } : {};
  switch (message.kind) {
    case 'text':
      return [{ seq, at, body: { from: 'customer', kind: 'text', text: message.text, ...echo } }];
    case 'choice':
      return [{ seq, at, body: { from: 'customer', kind: 'choice', label: message.label, ...echo } }];
    case 'media':
      return [{ seq, at, body: { from: 'customer', kind: 'media', media: message.media, ...echo } }];
    case 'agent': {
      const reply = { text: line ?? '', locale, speaker: message.name };
      return [{ seq, at, body: { from: 'agent', agent: message.agent, reply } }];
    }
    default:
      return [];
  }
}

function botEntries(said: Said, at: number, from: number): readonly TranscriptEntry[] {
  return said.replies.map((reply, index) => ({ seq: from + index, at, body: { from: 'bot', reply } }));
}

function records(
  parts: CommitParts,
  open: OpenConversation,
  next: Next,
  message: InboundMessage,
): readonly RecordDocument[] {
  const { id: conversationId } = open.document;
  const at = message.receivedAt;
  return next.aside.flatMap((aside): readonly RecordDocument[] => {
    if (aside.kind === 'consent') return decisionRecords(parts, open, aside, message);
    if (aside.kind === 'withdrawal') return [withdrawalRecord(parts, open, aside, message)];
    if (aside.kind === 'openCase')
      return [{ id: `case:${aside.body.workId}`, conversationId, at, kind: 'case', body: aside.body }];
    if (aside.kind === 'audit') return [auditLine(parts, open, aside, at)];
    if (aside.kind === 'note') return [note(open, aside.body, at)];
    if (aside.kind === 'callBack') return [{ id: aside.id, conversationId, at, kind: 'callBack', body: aside.body }];
    if (aside.kind === 'score') return [score(open, aside.body, at)];
    return [];
  });
}

function note({ document }: OpenConversation, body: NoteBody, at: number): RecordDocument {
  return { id: `note:${document.version + 1}`, conversationId: document.id, at, kind: 'note', body };
}

function score({ document }: OpenConversation, body: ScoreBody, at: number): RecordDocument {
  return { id: `score:${document.version + 1}`, conversationId: document.id, at, kind: 'score', body };
}

function auditLine(
  { sealAudit }: CommitParts,
  open: OpenConversation,
  { head, line }: Extract<Aside, { kind: 'audit' }>,
  at: number,
): RecordDocument {
  const { id: conversationId } = open.document;
  const body = chainedTo(head, { ...line, stream: conversationId, at }, sealAudit);
  return { id: `audit:${body.seq}`, conversationId, at, kind: 'audit', body };
}

function settlement(aside: Extract<Aside, { kind: 'settleWork' }>): NonNullable<Commit['settle']>[number] {
  const { id, fence, status, dueAt } = aside;
  return { id, fence, status, ...(dueAt === undefined ? {} : { dueAt }) };
}
