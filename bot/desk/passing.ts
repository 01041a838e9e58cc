import { isBesideAgent } from '../besideAgent';
import type { OpenConversation } from '../conversation';
import { stay, withPen } from '../moves';
import type { Next } from '../next';
import { type Act, audited, refuse, STALE } from './act';
import { agentOf } from './holder';

/** Takes a conversation that no other agent has. For its holder, say in a second tab, nothing changes. */
export function claim(open: OpenConversation, message: Act<'claim'>): Next {
  const { pen } = open.document;
  if (agentOf(pen) === message.agent) return stay(open);
  if (isBesideAgent(open)) return refuse(open, 'PenLost', 'Another agent was faster.');
  if (pen.epoch !== message.epoch) return { ...stay(open), refusal: STALE };
  return taken(open, message, withPen(stay(open), { type: 'agent.claimed', agent: message.agent }));
}

/** A supervisor takes it from whoever has it. */
export function barge(open: OpenConversation, message: Act<'barge'>): Next {
  const { pen } = open.document;
  if (!message.isSupervisor) return refuse(open, 'NotAllowed', 'Only a supervisor takes a conversation from an agent.');
  if (agentOf(pen) === message.agent) return stay(open);
  if (pen.epoch !== message.epoch) return { ...stay(open), refusal: STALE };
  return taken(open, message, withPen(stay(open), { type: 'supervisor.barged', agent: message.agent }));
}

/** To another agent, or back to a queue. */
export function transfer(open: OpenConversation, message: Act<'transfer'>): Next {
  const { agent, action } = message;
  const { to } = action;
  if ('agent' in to) {
    if (to.agent === agent) return refuse(open, 'Invalid', 'It is with you already.');
    const next = withPen(stay(open), { type: 'agent.transferred', agent, to: to.agent });
    return taken(open, message, next, { to: to.agent });
  }
  const next = withPen(stay(open), { type: 'agent.transferred', agent });
  const desk = { queue: to.queue, reason: 'transferred' } as const;
  return audited(open, message, { ...next, desk }, { queue: to.queue });
}

/** An agent went silent: to the queue, never to the bot. A lease of an earlier epoch has no say any more. */
export function expire(open: OpenConversation, message: Act<'expire'>): Next {
  const next = withPen(stay(open), { type: 'lease.expired', epoch: message.epoch });
  if (next.pen.epoch === open.document.pen.epoch) return { ...stay(open), refusal: STALE };
  return audited(open, message, { ...next, desk: { reason: 'expired' } });
}

function taken(
  open: OpenConversation,
  message: Act<'claim' | 'barge' | 'transfer'>,
  next: Next,
  details: Readonly<Record<string, string>> = {},
): Next {
  return audited(open, message, next, { ...details, epoch: next.pen.epoch });
}
