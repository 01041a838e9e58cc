import { type Arrival, arrive } from './advance';
import type { FlowMachine } from './compile';
import type { Facts } from './facts';
import { FlowFault } from './faults';
import type { ResolvedFlow, StepId } from './flow';
import { type Walk, walk } from './walk';

/**
 * The position that facts lead to: over every step whose fact is known, to the first that is not. Texts passed on the
 * way were said before, so the effects are the last step's alone. It begins a callout when all before it is settled and
 * none was begun.
 */
export function fastForward(machine: FlowMachine, facts: Facts): Arrival {
  return arrive(machine, walkFacts(machine.flow, facts).step, facts);
}

/** The walk behind `fastForward`: where the facts lead, and over which steps. */
export function walkFacts(flow: ResolvedFlow, facts: Facts): Walk {
  return walk(flow, origin(flow, facts), facts);
}

/**
 * What led to a callout is history: neither a notice published since nor an answer corrected by an agent may ask the
 * customer to submit again. So the walk starts at the last callout where there is one.
 */
function origin(flow: ResolvedFlow, facts: Facts): StepId {
  const callout = Object.keys(facts.callouts).at(-1);
  if (callout === undefined) return flow.initial;
  if (flow.steps[callout]?.kind === 'callout') return callout;
  throw new FlowFault(
    'flow.calloutGone',
    `'${flow.id}' ${flow.version} in ${flow.market} has no callout '${callout}', which this conversation has begun. ` +
      `Name its successor under 'moved'.`,
  );
}
