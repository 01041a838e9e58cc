import type { DeskConversation, Me, WorkRow } from '../../../../bot/desk/contract';
import { actAndSay } from '../server/act';
import { handleOf, has, holds } from '../state/me';
import { texts } from '../texts';

/** Whether the conversation is free to be taken: from the bot, from the queue, or after it was resolved. */
export function mayClaim(me: Me, row: WorkRow): boolean {
  return has(me, 'agent', 'supervisor') && !holds(me, row) && !row.owner.startsWith('agent:');
}

/** Whether somebody else has it, and this person may take it from them. */
export function mayBarge(me: Me, row: WorkRow): boolean {
  return has(me, 'supervisor') && !holds(me, row) && row.owner.startsWith('agent:');
}

export function claim(conversation: DeskConversation): Promise<boolean> {
  return actAndSay(handleOf(conversation), { kind: 'claim' }, texts.done.claimed);
}

export function barge(conversation: DeskConversation): Promise<boolean> {
  return actAndSay(handleOf(conversation), { kind: 'barge' }, texts.done.claimed);
}
