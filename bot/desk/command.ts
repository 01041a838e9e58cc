import type { AgentMessage } from '../../dialogs/message';
import type { Pen } from '../../machines/handoff';
import type { ConversationDocument } from '../../store/documents';
import type { Store } from '../../store/store';
import type { Intake } from '../intake';
import type { DeskCommand, RefusalCode } from './contract';

export interface CommandParts {
  readonly store: Pick<Store, 'load'>;
  readonly intake: Pick<Intake, 'take'>;
  readonly clock: () => number;
}

/** A command as the desk has it, from somebody who may work on this conversation. */
export interface Commanded {
  /** The page's own id for it: sent twice it is done once. */
  readonly id: string;
  readonly conversation: Pick<ConversationDocument, 'id' | 'channel'>;
  readonly agent: Pick<AgentMessage, 'agent' | 'name' | 'isSupervisor'>;
  readonly epoch: number;
  readonly command: DeskCommand;
}

/** As `CommandOutcome` of the contract, with the holder's id where the page shows a name. */
export type Done =
  | { readonly status: 'done'; readonly epoch: number; readonly seq: number }
  | {
      readonly status: 'refused';
      readonly code: RefusalCode;
      readonly message: string;
      readonly owner: Pen['owner'];
    };

/** Takes a command as a turn. Undefined: it is gone meanwhile. Rejects when it cannot be kept now. */
export async function takeCommand(parts: CommandParts, commanded: Commanded): Promise<Done | undefined> {
  const { id, conversation, agent, epoch, command: action } = commanded;
  const outcome = await parts.intake.take({
    ...agent,
    kind: 'agent',
    id: `desk:${agent.agent}:${id}`,
    conversationId: conversation.id,
    channel: conversation.channel,
    receivedAt: parts.clock(),
    epoch,
    action,
  });
  if (outcome.status === 'refused') return outcome;
  // Of one that was done before, what came of it is only in the store.
  const after = outcome.status === 'committed' ? outcome.conversation : await parts.store.load(conversation.id);
  return after && { status: 'done', epoch: after.pen.epoch, seq: after.seq };
}
