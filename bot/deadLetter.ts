import type { CustomerMessage } from '../dialogs/message';
import { StoreFault } from '../store/storeFault';
import { buildCommit } from './commit';
import { openConversation } from './conversation';
import { BotFault } from './errors';
import { happen, stay } from './moves';
import { notice } from './notices';
import { speak } from './speak';
import type { TurnOutcome, TurnParts } from './turn';

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
  if (cause instanceof StoreFault || (cause instanceof BotFault && cause.code !== 'FLOW_MISSING')) return undefined;
  try {
    return await keep(parts, message, cause);
  } catch {
    return undefined;
  }
}

async function keep(parts: TurnParts, message: CustomerMessage, cause: unknown) {
  parts.conversations.forget(message.conversationId);
  const open = await openConversation(parts, message);
  const handed = happen(open, { type: 'customer.askedForAgent' }) ?? stay(open);
  const next = { ...handed, utterances: [notice('say.apology')] };
  const commit = buildCommit(parts, open, next, speak(parts, open, next, message), message);
  if (commit === undefined) return undefined;
  const { echo: _echo, ...kept } = 'echo' in message ? message : { ...message, echo: undefined };
  const letter = {
    id: `deadLetter:${message.conversationId}:${message.id}`,
    conversationId: message.conversationId,
    at: message.receivedAt,
    kind: 'deadLetter',
    body: { message: kept, fault: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause) },
  } as const;
  const outcome = await parts.store.commit({ ...commit, records: [...(commit.records ?? []), letter] });
  if (outcome.status === 'duplicate') return { status: 'duplicate', seq: outcome.receipt } as const;
  if (outcome.status !== 'committed') return undefined;
  parts.conversations.keep(commit.conversation);
  return { status: 'committed', seq: commit.receipt ?? 0, entries: commit.transcript ?? [], work: false } as const;
}
