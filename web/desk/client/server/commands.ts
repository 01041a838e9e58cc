import type { CommandOutcome, DeskCommand } from '../../../../bot/desk/contract';
import { texts } from '../texts';
import { ask, Refused, Unreached } from './api';

/** `unreached`: it may have been done or not; the same command, with the same id, may be sent again. */
export type CommandResult = CommandOutcome | { readonly status: 'unreached' };

export interface Commanded {
  readonly conversationId: string;
  /** Its own id: however often it arrives, it is done once. */
  readonly id: string;
  /** The pen as the page saw it when somebody decided. */
  readonly epoch: number;
  readonly command: DeskCommand;
}

const PAUSES_MS = [400, 1_200, 3_000];

export function newCommandId(): string {
  return crypto.randomUUID();
}

/** Sends a command until there is an answer to it, a few times; an ended session is waited for. */
export async function command({ conversationId, ...body }: Commanded): Promise<CommandResult> {
  for (const pause of [...PAUSES_MS, undefined]) {
    try {
      return await ask<CommandOutcome>(`conversations/${encodeURIComponent(conversationId)}/commands`, {
        method: 'POST',
        body,
      });
    } catch (cause) {
      if (cause instanceof Refused) return refusal(cause);
      if (!(cause instanceof Unreached)) throw cause;
      if (pause !== undefined) await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return { status: 'unreached' };
}

function refusal({ body, status, message }: Refused): CommandOutcome {
  const outcome = body as CommandOutcome | undefined;
  if (outcome?.status === 'refused') return outcome;
  if (status === 404) return { status: 'refused', code: 'Unknown', message: texts.refusals.Unknown };
  return { status: 'refused', code: status === 403 ? 'NotAllowed' : 'Invalid', message };
}
