import type { InboundMessage, TranscriptEntry } from '../dialogs/message';
import type { Pen } from '../machines/handoff';
import type { AuditEntry, ConversationDocument, WorkItem } from '../store/documents';
import type { Commit, CommitOutcome, Store } from '../store/store';
import { buildCommit, type CommitParts } from './commit';
import { type ConversationParts, type OpenConversation, openConversation } from './conversation';
import { decide } from './decide';
import { BotFault } from './errors';
import { withoutHalves } from './halves';
import { begunAnew, movedOn } from './moved';
import type { Next, Refusal } from './next';
import { NO_RIVALS, type Rivals, withRival } from './oneApplication';
import { applicationGiven, isReferenceOfAnother } from './referenceOwner';
import { speak } from './speak';
import { understand } from './understand';

/**
 * One message, end to end. Start reading here.
 *
 *   open        load the conversation                             bot/conversation.ts
 *   understand  what the message means                            bot/understand.ts, dialogs/recognize.ts
 *   decide      where that leads: facts, step, effects            machines/advance.ts
 *   speak       effects → replies in the customer's language      dialogs/render.ts
 *   commit      all of it in one atomic, durable step             store/store.ts
 *
 * Everything between open and commit is pure: when another process took a turn first, the version check fails and the
 * turn is simply run again; and so it is, knowing of it, when the same person's application was here first. Nothing is
 * sent from here; replies and bank calls leave after the commit.
 */
export async function runTurn(parts: TurnParts, message: InboundMessage): Promise<TurnOutcome> {
  let rivals: Rivals = NO_RIVALS;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const { conversation, next, heard } = await heardAndDecided(parts, message, rivals);
    const refusal = await refused(parts, conversation, next, heard);
    if (refusal !== undefined) return refusal;
    const said = speak(parts, conversation, next, heard);
    const commit = buildCommit(parts, conversation, next, said, heard);
    if (commit === undefined) return { status: 'unchanged', seq: conversation.document.seq };

    const outcome = await parts.store.commit(commit);
    if (outcome.status === 'taken') {
      if (applicationGiven(conversation, next)) return REFERENCE_TAKEN;
      rivals = await withRival(parts, conversation, outcome.by);
      continue;
    }
    if (outcome.status !== 'conflict') return endedAs(parts, commit, outcome);
    rivals = NO_RIVALS;
    parts.conversations.forget(message.conversationId);
    if (attempt < MAX_ATTEMPTS) await parts.pause(attempt);
  }
  throw new BotFault(
    'TURN_CONFLICT',
    `Another process kept winning this conversation for ${MAX_ATTEMPTS} attempts; the sender should try again.`,
  );
}

/**
 * Who is refused is refused on what is true, not on what this process remembers: that is forgotten, and it is decided
 * once more. What is done needs no such look, since it is committed on the version it was decided on or not at all.
 */
async function heardAndDecided(parts: TurnParts, message: InboundMessage, rivals: Rivals): Promise<HeardAndDecided> {
  const { open, message: heard } = await withoutHalves(parts, await openConversation(parts, message), message);
  const made = decided(parts, { ...open, rivals }, heard);
  const isRemembered = parts.conversations.get(message.conversationId) !== undefined;
  if (made.next.refusal === undefined || !isRemembered) return { ...made, heard };
  parts.conversations.forget(message.conversationId);
  return heardAndDecided(parts, message, rivals);
}

interface HeardAndDecided extends ReturnType<typeof decided> {
  /** Without what must not be kept. */
  readonly heard: InboundMessage;
}

/** What the message means and where that leads, on the version that the conversation is on with it. Pure. */
function decided(parts: TurnParts, open: OpenConversation, message: InboundMessage) {
  const moved = movedOn(parts, open, message);
  const conversation = moved?.open ?? open;
  const meaning = moved?.meaning ?? understand(conversation, message);
  const next = decide(conversation, meaning);
  const begun = begunAnew(parts, conversation, next);
  return begun === undefined ? { conversation, next } : { conversation: begun, next: decide(begun, meaning) };
}

function endedAs(
  parts: TurnParts,
  commit: Commit,
  outcome: Exclude<CommitOutcome, { status: 'conflict' | 'taken' }>,
): TurnOutcome {
  if (outcome.status === 'committed') return asKept(parts, commit);
  return outcome.status === 'duplicate' ? { status: 'duplicate', seq: outcome.receipt } : outcome;
}

export interface TurnParts extends ConversationParts, CommitParts {
  readonly oneApplicationMs: number;
  readonly store: Store;
  /** Told of each line of the audit that was kept. */
  readonly onAudited?: (line: AuditEntry) => void;
  /** Waits a little longer and a little randomly with each attempt, so that rivals come apart. */
  readonly pause: (losses: number) => Promise<void>;
}

export type TurnOutcome =
  | {
      readonly status: 'committed';
      /** The customer's own position, or the last one when the turn was not the customer's. */
      readonly seq: number;
      /** As it is now. */
      readonly conversation: ConversationDocument;
      readonly entries: readonly TranscriptEntry[];
      /** The kinds of work there is to do now. */
      readonly work: readonly WorkItem['kind'][];
    }
  /** This message was taken before; nothing happened now. */
  | { readonly status: 'duplicate'; readonly seq: number }
  /** There was nothing to write: a page was reopened in mid-conversation, for example. */
  | { readonly status: 'unchanged'; readonly seq: number }
  /** The work this outcome belongs to was taken over by another worker. */
  | { readonly status: 'fenced' }
  /** Another application has the reference number that this one is to have; nothing was written. */
  | { readonly status: 'referenceTaken' }
  /** An agent may not do this; nothing was written. */
  | (Refusal & { readonly status: 'refused' /** Who has the pen. */; readonly owner: Pen['owner'] });

/**
 * A command that was done before is refused by what it has itself brought about. So the store is asked whether it knows
 * it, by a commit that cannot hold.
 */
async function refused(
  { store }: TurnParts,
  open: OpenConversation,
  next: Next,
  { id: inboxKey }: InboundMessage,
): Promise<TurnOutcome | undefined> {
  const { document } = open;
  if (isReferenceOfAnother(open, next)) return REFERENCE_TAKEN;
  if (next.refusal === undefined) return undefined;
  const known = await store.commit({
    conversationId: document.id,
    expectedVersion: NEVER,
    inboxKey,
    conversation: { ...document, version: NEVER + 1 },
  });
  if (known.status === 'duplicate') return { status: 'duplicate', seq: known.receipt };
  return { status: 'refused', owner: document.pen.owner, ...next.refusal };
}

export const REFERENCE_TAKEN = { status: 'referenceTaken' } as const;

/** No conversation has this version. */
const NEVER = Number.MAX_SAFE_INTEGER - 1;

/** What follows from a commit in this process. */
export function asKept(
  { conversations, onAudited }: Pick<TurnParts, 'conversations' | 'onAudited'>,
  commit: Commit,
): Extract<TurnOutcome, { status: 'committed' }> {
  const { conversation, receipt, records = [], transcript = [] } = commit;
  conversations.keep(conversation);
  for (const { kind, body } of records) if (kind === 'audit') onAudited?.(body);
  const seq = receipt ?? conversation.seq;
  return { status: 'committed', seq, conversation, entries: transcript, work: workIn(commit) };
}

/** What a commit leaves to be done; replies that waited for the customer are due with it. */
export function workIn({ work = [], wakeReplies }: Commit): readonly WorkItem['kind'][] {
  const kinds = work.map(({ kind }) => kind);
  return wakeReplies ? [...kinds, 'reply'] : kinds;
}

const MAX_ATTEMPTS = 8;
