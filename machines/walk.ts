import { leadsTo, stepAt } from './exits';
import type { Facts } from './facts';
import { FlowFault } from './faults';
import type { ResolvedFlow, StepId } from './flow';

export interface Walk {
  /** The first step that cannot be passed with these facts. */
  readonly step: StepId;
  /** Steps passed on the way, in order. */
  readonly passed: readonly StepId[];
}

/**
 * Follows what is known from a step to the first that is not. Always ends: a question that known answers lead back to
 * is asked again, and a ring of `say` steps is a fault.
 */
export function walk(flow: ResolvedFlow, from: StepId, facts: Facts): Walk {
  const limit = Object.keys(flow.steps).length;
  const passed: StepId[] = [];
  const answered = new Set<StepId>();
  let said = 0;
  for (let step = from; ; ) {
    const spec = stepAt(flow, step);
    const next = answered.has(step) ? undefined : leadsTo(step, spec, facts);
    if (next === undefined) return { step, passed };
    if (spec.kind === 'say') said += 1;
    else {
      said = 0;
      answered.add(step);
    }
    if (said > limit) throw ring(flow, step);
    passed.push(step);
    step = next;
  }
}

/** What a flow that talks without ever waiting is reported as. */
export function ring(flow: ResolvedFlow, step: StepId, cause?: unknown): FlowFault {
  return new FlowFault(
    'flow.ring',
    `'${flow.id}' ${flow.version} in ${flow.market} talks for ever after '${step}'. Lead one of its 'say' steps out of the ring.`,
    { cause },
  );
}
