import type { AgentMessage } from '../../dialogs/message';
import type { Pen } from '../../machines/handoff';
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
  readonly conversationId: string;
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

/** Takes a command as a turn. Undefined: there is no such conversation. Rejects when it cannot be kept now. */
export async function takeCommand(parts: CommandParts, commanded: Commanded): Promise<Done | undefined> {
  const { id, conversationId, agent, epoch, command: action } = commanded;
  const before = await parts.store.load(conversationId);
  if (before === undefined) return undefined;
  const outcome = await parts.intake.take({
    ...agent,
    kind: 'agent',
    id: `desk:${agent.agent}:${id}`,
    conversationId,
    channel: before.channel,
    receivedAt: parts.clock(),
    epoch,
    action,
  });
  if (outcome.status === 'refused') return outcome;
  const after = (await parts.store.load(conversationId)) ?? before;
  return { status: 'done', epoch: after.pen.epoch, seq: after.seq };
}
