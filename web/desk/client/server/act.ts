import type { CommandOutcome, DeskCommand } from '../../../../bot/desk/contract';
import { tellTabs } from '../state/tabs';
import { say } from '../state/toasts';
import { texts } from '../texts';
import { type CommandResult, command, newCommandId } from './commands';
import { conversationKey } from './queries';
import { queryClient } from './queryClient';

type Refusal = Extract<CommandOutcome, { status: 'refused' }>;

/** Ids of commands whose answer never came: the same wish again goes under the same id. */
const unanswered = new Map<string, string>();

/** Does something to a conversation, once, and lets the page and the agent's other tabs look again. */
export async function act(
  conversation: { readonly id: string; readonly epoch: number },
  wish: DeskCommand,
): Promise<CommandResult> {
  const key = `${conversation.id} ${JSON.stringify(wish)}`;
  const id = unanswered.get(key) ?? newCommandId();
  unanswered.set(key, id);
  const result = await command({ conversationId: conversation.id, id, epoch: conversation.epoch, command: wish });
  if (result.status !== 'unreached') unanswered.delete(key);
  lookAgain(conversation.id);
  return result;
}

/** As `act`, and says in passing what came of it. True: it is done. */
export async function actAndSay(
  conversation: { readonly id: string; readonly epoch: number },
  wish: DeskCommand,
  done: string,
): Promise<boolean> {
  const result = await act(conversation, wish);
  if (result.status === 'done') say(done);
  else say(result.status === 'unreached' ? texts.unreached : refusalWords(result), 'bad');
  return result.status === 'done';
}

/** Why it was refused, and who has the pen where that is why. */
export function refusalWords({ code, message, ownerName }: Refusal): string {
  const why = message || texts.refusals[code];
  return ownerName === undefined || why.includes(ownerName) ? why : `${why} ${texts.holdsIt(ownerName)}`;
}

export function lookAgain(conversationId: string): void {
  void queryClient.invalidateQueries({ queryKey: conversationKey(conversationId) });
  void queryClient.invalidateQueries({ queryKey: ['work'] });
  tellTabs({ kind: 'changed', conversationId });
}
