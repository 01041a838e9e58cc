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
  if ('agent' in action.to && action.to.agent === agent) return refuse(open, 'Invalid', 'It is with you already.');
  return passed(open, message, agent);
}

/** A supervisor gives it to somebody who can help, from whoever has it, without having it in between. */
export function reassign(open: OpenConversation, message: Act<'reassign'>): Next {
  const { pen } = open.document;
  const { to } = message.action;
  if (!message.isSupervisor) return refuse(open, 'NotAllowed', 'Only a supervisor reassigns a conversation.');
  if (pen.epoch !== message.epoch) return { ...stay(open), refusal: STALE };
  const holder = agentOf(pen);
  if ('agent' in to && to.agent === holder) return refuse(open, 'Invalid', 'They have it already.');
  if (holder !== undefined) return passed(open, message, holder);
  if ('queue' in to) return refuse(open, 'Invalid', 'Nobody has it. Take it over to pass it on.');
  return taken(open, message, withPen(stay(open), { type: 'agent.claimed', agent: to.agent }), { to: to.agent });
}

function passed(open: OpenConversation, message: Act<'transfer' | 'reassign'>, holder: string): Next {
  const { to } = message.action;
  if ('agent' in to) {
    const next = withPen(stay(open), { type: 'agent.transferred', agent: holder, to: to.agent });
    return taken(open, message, next, { to: to.agent });
  }
  const next = withPen(stay(open), { type: 'agent.transferred', agent: holder });
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
  message: Act<'claim' | 'barge' | 'transfer' | 'reassign'>,
  next: Next,
  details: Readonly<Record<string, string>> = {},
): Next {
  return audited(open, message, next, { ...details, epoch: next.pen.epoch });
}
