import { assign, setup, transition } from 'xstate';

/** Who may speak for the bank. `epoch` grows at each change of owner, and whoever acts names the epoch it acts under. */
export interface Pen {
  readonly owner: 'bot' | 'queue' | `agent:${string}`;
  readonly epoch: number;
  /** The epoch with which an agent took the conversation last: what the bot left unsent before it is never sent. */
  readonly takenAt?: number;
}

export interface PenState {
  readonly status: 'bot' | 'pending' | 'open' | 'resolved';
  readonly pen: Pen;
}

export type PenEvent =
  | { readonly type: 'handoff.requested'; readonly queue: string }
  /** An agent takes the conversation from the bot or a queue. A second claim by its holder is allowed and changes nothing. */
  | { readonly type: 'agent.claimed'; readonly agent: string }
  /** A supervisor takes it from whoever has it. */
  | { readonly type: 'supervisor.barged'; readonly agent: string }
  /** The agent gives it back to the bot. */
  | { readonly type: 'agent.released'; readonly agent: string }
  /** To another agent, or without one to a queue. */
  | { readonly type: 'agent.transferred'; readonly agent: string; readonly to?: string }
  /** The customer goes on with the bot: instead of waiting, or after a person has finished. */
  | { readonly type: 'customer.returned' }
  | { readonly type: 'handoff.resolved'; readonly agent: string }
  /** An agent went silent. A lease of an earlier epoch has no say any more. */
  | { readonly type: 'lease.expired'; readonly epoch: number };

/** The pen after an event, or undefined when the event is not allowed now. Pure; the store compares and swaps on the epoch. */
export function passPen({ status, pen }: PenState, event: PenEvent): PenState | undefined {
  const before = PEN_MACHINE.resolveState({ value: status, context: pen });
  const [after] = transition(PEN_MACHINE, before, event);
  if (after === before) return undefined;
  return { status: after.value, pen: { ...after.context } };
}

/** Whether what the bot said under `epoch` may still leave: not once an agent has taken the conversation since. */
export function mayLeave({ takenAt = 0 }: Pen, epoch: number): boolean {
  return epoch >= takenAt;
}

const penSetup = setup({
  // The casts are XState's way of declaring types; the values are never read.
  types: { context: {} as Pen, events: {} as PenEvent },
  guards: {
    isHolder: ({ context, event }) => 'agent' in event && context.owner === agentOwner(event.agent),
    isHolderToAgent: ({ context, event }) =>
      event.type === 'agent.transferred' && event.to !== undefined && context.owner === agentOwner(event.agent),
    isThisLease: ({ context, event }) => event.type === 'lease.expired' && event.epoch === context.epoch,
  },
  actions: {
    toBot: assign(({ context }) => passTo(context, 'bot')),
    toQueue: assign(({ context }) => passTo(context, 'queue')),
    toAgent: assign(({ context, event }) => {
      if (event.type === 'agent.claimed' || event.type === 'supervisor.barged')
        return passTo(context, agentOwner(event.agent));
      return event.type === 'agent.transferred' && event.to !== undefined ? passTo(context, agentOwner(event.to)) : {};
    }),
  },
});

/** Engineers alone change this protocol, so it is written by hand where flows are data. */
const PEN_MACHINE = penSetup.createMachine({
  id: 'pen',
  context: { owner: 'bot', epoch: 0 },
  initial: 'bot',
  states: {
    bot: {
      on: {
        'handoff.requested': { target: 'pending', actions: 'toQueue' },
        'agent.claimed': { target: 'open', actions: 'toAgent' },
        'supervisor.barged': { target: 'open', actions: 'toAgent' },
      },
    },
    pending: {
      on: {
        'agent.claimed': { target: 'open', actions: 'toAgent' },
        'supervisor.barged': { target: 'open', actions: 'toAgent' },
        'customer.returned': { target: 'bot', actions: 'toBot' },
      },
    },
    open: {
      on: {
        'agent.claimed': { target: 'open', guard: 'isHolder', actions: 'toAgent' },
        'supervisor.barged': { target: 'open', actions: 'toAgent' },
        'agent.released': { target: 'bot', guard: 'isHolder', actions: 'toBot' },
        'agent.transferred': [
          { target: 'open', guard: 'isHolderToAgent', actions: 'toAgent' },
          { target: 'pending', guard: 'isHolder', actions: 'toQueue' },
        ],
        'handoff.resolved': { target: 'resolved', guard: 'isHolder', actions: 'toBot' },
        'lease.expired': { target: 'pending', guard: 'isThisLease', actions: 'toQueue' },
      },
    },
    resolved: {
      on: {
        'handoff.requested': { target: 'pending', actions: 'toQueue' },
        'agent.claimed': { target: 'open', actions: 'toAgent' },
        'supervisor.barged': { target: 'open', actions: 'toAgent' },
        'customer.returned': { target: 'bot', actions: 'toBot' },
      },
    },
  },
});

function agentOwner(agent: string): Pen['owner'] {
  return `agent:${agent}`;
}

function passTo(pen: Pen, owner: Pen['owner']): Pen {
  if (owner === pen.owner) return pen;
  const epoch = pen.epoch + 1;
  return { ...pen, owner, epoch, ...(owner.startsWith('agent:') && { takenAt: epoch }) };
}
