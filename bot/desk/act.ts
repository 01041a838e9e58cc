import type { AgentMessage } from '../../dialogs/message';
import type { OpenConversation } from '../conversation';
import { stay, withAside } from '../moves';
import type { Next, Refusal } from '../next';
import type { RefusalCode } from './contract';
import { agentOf } from './holder';

/** An agent's message with a command of one kind. */
export type Act<K extends AgentMessage['action']['kind']> = AgentMessage & {
  readonly action: Extract<AgentMessage['action'], { kind: K }>;
};

/** Changes nothing, and tells the agent why. */
export function refuse(open: OpenConversation, code: RefusalCode, message: string): Next {
  return { ...stay(open), refusal: { code, message } };
}

/** Why somebody may not act for the bank now; undefined: they hold the pen, as they saw it. */
export function penRefusal({ document }: OpenConversation, { agent, epoch }: AgentMessage): Refusal | undefined {
  const holder = agentOf(document.pen);
  if (holder !== agent) {
    const isTaken = holder !== undefined;
    return {
      code: 'PenLost',
      message: isTaken ? 'Somebody else has this conversation now.' : 'It is not with you now.',
    };
  }
  return document.pen.epoch === epoch ? undefined : STALE;
}

export const STALE: Refusal = {
  code: 'StalePage',
  message: 'This conversation changed hands since the page looked. Look at it again.',
};

type Details = Readonly<Record<string, string | number | boolean>>;

/** With its line of the audit: references, never what was said. */
export function audited(open: OpenConversation, message: AgentMessage, next: Next, details: Details = {}): Next {
  const { agent: operator, action } = message;
  const line = { operator, action: `desk.${action.kind}`, subject: open.document.id, details };
  return withAside(next, { kind: 'audit', head: open.auditHead, line });
}
