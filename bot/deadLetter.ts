import type {
  AgentMessage,
  CalloutMessage,
  CustomerMessage,
  DeliveryMessage,
  SettlementMessage,
} from '../dialogs/message';
import { notice } from '../dialogs/notice';
import type { StepId } from '../machines/flow';
import { StoreFault } from '../store/storeFault';
import { noteForPerson } from './bankAnswer';
import { buildCommit } from './commit';
import { type OpenConversation, openConversation } from './conversation';
import { BotFault } from './errors';
import { withoutHalves } from './halves';
import { happen, stay, withPen } from './moves';
import type { Next } from './next';
import { decideOnSettlement } from './operator/settlement';
import { isReferenceOfAnother } from './referenceOwner';
import { speak } from './speak';
import { asKept, REFERENCE_TAKEN, runTurn, type TurnOutcome, type TurnParts, workIn } from './turn';

/**
 * When a turn throws, the message is not lost and the customer not left alone: it is kept as a dead letter, with an
 * apology and a person asked for, in one commit. Undefined when the store itself is what failed: then nothing was
 * acknowledged and the sender tries again.
 */
export async function giveUp(
  parts: TurnParts,
  message: CustomerMessage,
  cause: unknown,
): Promise<TurnOutcome | undefined> {
  if (isToBeSentAgain(cause)) return undefined;
  try {
    return await keep(isFlowGone(cause) ? onCurrentFlow(parts) : parts, message, cause);
  } catch {
    return undefined;
  }
}

/**
 * The bank's answer is not lost to a fault of ours either: it is kept on the application, and a case asks a person to
 * tell the customer. Rejects when trying again is what helps.
 */
export async function keepAnswer(parts: TurnParts, answer: CalloutMessage, cause: unknown): Promise<TurnOutcome> {
  if (isToBeSentAgain(cause)) throw cause;
  const able = isFlowGone(cause) ? onCurrentFlow(parts) : parts;
  able.conversations.forget(answer.conversationId);
  const open = await openConversation(able, answer);
  const next = noteForPerson(open, answer, faultOf(cause));
  if (isReferenceOfAnother(open, next)) return REFERENCE_TAKEN;
  const commit = buildCommit(able, open, next, speak(able, open, next, answer), answer);
  const outcome = commit && (await able.store.commit(commit));
  if (outcome?.status === 'taken') return REFERENCE_TAKEN;
  if (commit === undefined || outcome?.status !== 'committed') throw cause;
  able.conversations.keep(commit.conversation);
  const { conversation } = commit;
  return { status: 'committed', seq: conversation.seq, conversation, entries: [], work: workIn(commit) };
}

/** What became of a reply does not depend on the flow it was said in. Rejects when trying again is what helps. */
export async function keepReport(parts: TurnParts, report: DeliveryMessage, cause: unknown): Promise<TurnOutcome> {
  if (!isFlowGone(cause)) throw cause;
  return runTurn(onCurrentFlow(parts), report);
}

/**
 * A conversation whose flow is gone is one that needs a person: all but what depends on the flow can be done. Rejects for
 * any other fault.
 */
export async function keepAct(parts: TurnParts, message: AgentMessage, cause: unknown): Promise<TurnOutcome> {
  if (!isFlowGone(cause) || IN_FLOW.has(message.action.kind)) throw cause;
  return runTurn(onCurrentFlow(parts), withoutReturn(message));
}

/** A contact centre that is done cannot wait until the bot can go on: people of ours have to. */
function withoutReturn(message: AgentMessage): AgentMessage {
  const { action } = message;
  if (action.kind !== 'hub' || action.event.kind !== 'returned') return message;
  const reason = ['the flow of this conversation is gone.', action.event.line ?? ''].join(' ').trim();
  return { ...message, action: { kind: 'hub', event: { kind: 'failed', reason } } };
}

const IN_FLOW: ReadonlySet<AgentMessage['action']['kind']> = new Set(['handBack', 'fill', 'offerConsent']);

/** Where the flow is gone what the operator found is noted and told, and nothing moves. Rejects for any other fault. */
export async function keepSettlement(parts: TurnParts, message: SettlementMessage, cause: unknown) {
  if (!isFlowGone(cause)) throw cause;
  const able = onCurrentFlow(parts);
  able.conversations.forget(message.conversationId);
  const open = await openConversation(able, message);
  const next = decideOnSettlement(open, message, false);
  if (isReferenceOfAnother(open, next)) return REFERENCE_TAKEN;
  const commit = buildCommit(able, open, next, speak(able, open, next, message), message);
  if (commit === undefined) return { status: 'unchanged', seq: open.document.seq } as const;
  const outcome = await able.store.commit(commit);
  if (outcome.status === 'duplicate') return { status: 'duplicate', seq: outcome.receipt } as const;
  if (outcome.status === 'taken') return REFERENCE_TAKEN;
  if (outcome.status !== 'committed') throw cause;
  return asKept(able, commit);
}

function faultOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}

/** Nothing was wrong with the message: the store or another process was in the way. */
function isToBeSentAgain(cause: unknown): boolean {
  return cause instanceof StoreFault || (cause instanceof BotFault && !isFlowGone(cause));
}

function isFlowGone(cause: unknown): boolean {
  return cause instanceof BotFault && (cause.code === 'FLOW_MISSING' || cause.code === 'FLOW_CHANGED');
}

/** The apology needs a flow to be said in; the conversation stays pinned to its own, where it will go on. */
function onCurrentFlow(parts: TurnParts): TurnParts {
  const { spare } = parts.flows;
  const nothing = async () => {};
  const flows = { current: spare, pinned: spare, spare, moved: () => undefined, refresh: nothing, fetch: nothing };
  return { ...parts, flows };
}

/** Passes the pen without moving: where the customer stands means nothing in another version. */
function callPerson(open: OpenConversation, step: StepId): Next {
  const { steps, interrupts } = open.flow.resolved;
  const agent = steps[interrupts.agent];
  const there = { ...stay(open), step };
  return agent?.kind === 'handoff' ? withPen(there, { type: 'handoff.requested', queue: agent.queue }) : there;
}

async function keep(parts: TurnParts, message: CustomerMessage, cause: unknown) {
  parts.conversations.forget(message.conversationId);
  const before = await openConversation(parts, message);
  const { open, message: heard } = await withoutHalves(parts, before, message);
  const handed = isFlowGone(cause)
    ? callPerson(open, before.document.step)
    : (happen(open, { type: 'customer.askedForAgent' }) ?? stay(open));
  const next = { ...handed, desk: { ...handed.desk, reason: 'fault' as const }, utterances: [notice('say.apology')] };
  const commit = buildCommit(parts, open, next, speak(parts, open, next, heard), heard);
  if (commit === undefined) return undefined;
  const { echo: _echo, ...kept } = 'echo' in heard ? heard : { ...heard, echo: undefined };
  const letter = {
    id: `deadLetter:${message.conversationId}:${message.id}`,
    conversationId: message.conversationId,
    at: message.receivedAt,
    kind: 'deadLetter',
    body: { message: kept, fault: faultOf(cause) },
  } as const;
  const outcome = await parts.store.commit({ ...commit, records: [...(commit.records ?? []), letter] });
  if (outcome.status === 'duplicate') return { status: 'duplicate', seq: outcome.receipt } as const;
  if (outcome.status !== 'committed') return undefined;
  parts.conversations.keep(commit.conversation);
  const { receipt = 0, conversation, transcript: entries = [] } = commit;
  return { status: 'committed', seq: receipt, conversation, entries, work: workIn(commit) } as const;
}
