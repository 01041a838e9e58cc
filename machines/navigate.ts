import { type Arrival, begin, type Position } from './advance';
import type { FlowMachine } from './compile';
import { leadsTo, stepAt, targetsOf } from './exits';
import { type Facts, NO_FACTS } from './facts';
import { fastForward, walkFacts } from './fastForward';
import type { ResolvedFlow, Step, StepId } from './flow';
import type { FieldId } from './lead';
import { withoutAnswer, withoutConsent, withoutReview } from './record';

/** Begins again with nothing known. What was submitted before is not the flow's to forget; the conversation keeps it. */
export function restart(machine: FlowMachine): Arrival {
  return begin(machine, NO_FACTS);
}

/**
 * Forgets the nearest earlier answer and asks it again; undefined when there is none. From where an interrupt led (a
 * person, stop) it returns to the question that was open. Never goes back over a callout.
 */
export function back(machine: FlowMachine, { step, facts }: Position): Arrival | undefined {
  const home = walkFacts(machine.flow, facts);
  const isOnPath = home.step === step || home.passed.includes(step);
  if (!isOnPath) return fastForward(machine, facts);
  const earlier = home.step === step ? home.passed : home.passed.slice(0, home.passed.indexOf(step));
  const nearest = earlier.findLast((id) => isQuestion(stepAt(machine.flow, id)));
  return nearest === undefined ? undefined : fastForward(machine, forget(machine.flow, nearest, facts));
}

/**
 * Asks one answered field again and keeps every other answer but those that depend on it. Undefined when this customer
 * was not asked it, or a callout has begun.
 */
export function changeAnswer(machine: FlowMachine, facts: Facts, field: FieldId): Arrival | undefined {
  const asks = (id: StepId) => {
    const step = stepAt(machine.flow, id);
    return step.kind === 'ask' && step.field === field;
  };
  if (!walkFacts(machine.flow, facts).passed.some(asks)) return undefined;
  return fastForward(machine, withoutAnswer(facts, field));
}

/** Waiting steps passed so far, in order, since the last callout if there is one. */
export function path(machine: FlowMachine, facts: Facts): readonly StepId[] {
  return walkFacts(machine.flow, facts).passed.filter((id) => stepAt(machine.flow, id).kind !== 'say');
}

/** How many questions, consents and reviews there are up to the callout on the way this customer goes, and how many are done. */
export function progress(
  machine: FlowMachine,
  { facts }: Pick<Position, 'facts'>,
): { answered: number; total: number } {
  const route = expectedRoute(machine.flow, facts).filter((id) => isQuestion(stepAt(machine.flow, id)));
  const isSubmitted = Object.keys(facts.callouts).length > 0;
  const done = route.filter((id) => isSubmitted || leadsTo(id, stepAt(machine.flow, id), facts) !== undefined);
  return { answered: done.length, total: route.length };
}

function isQuestion(step: Step): boolean {
  return step.kind === 'ask' || step.kind === 'consent' || step.kind === 'review';
}

function forget(flow: ResolvedFlow, id: StepId, facts: Facts): Facts {
  const step = stepAt(flow, id);
  if (step.kind === 'ask') return withoutAnswer(facts, step.field);
  if (step.kind === 'consent') return withoutConsent(facts, step.purpose);
  return withoutReview(facts, id);
}

/** Steps from the start to the callout or the end, guessing the usual exit where the customer has not decided yet. */
function expectedRoute(flow: ResolvedFlow, facts: Facts): StepId[] {
  const route = new Set<StepId>();
  let id: StepId | undefined = flow.initial;
  while (id !== undefined && !route.has(id)) {
    const step = stepAt(flow, id);
    if (step.kind === 'callout') break;
    route.add(id);
    id = leadsTo(id, step, facts) ?? usualExit(flow, id);
  }
  return [...route];
}

const usualExits = new WeakMap<ResolvedFlow, Map<StepId, StepId | undefined>>();

/** A flow never changes, so each exit is worked out once. */
function usualExit(flow: ResolvedFlow, id: StepId): StepId | undefined {
  const known = usualExits.get(flow) ?? new Map<StepId, StepId | undefined>();
  usualExits.set(flow, known);
  if (!known.has(id)) known.set(id, findUsualExit(flow, stepAt(flow, id)));
  return known.get(id);
}

/** The default branch, or the last one that does not end the conversation where the default does. */
function findUsualExit(flow: ResolvedFlow, step: Step): StepId | undefined {
  if (step.kind === 'handoff' || step.kind === 'end') return undefined;
  const exits = targetsOf(step.kind === 'consent' ? step.granted : step.next).toReversed();
  return exits.find((id) => !endsAfter(flow, id)) ?? exits[0];
}

function endsAfter(flow: ResolvedFlow, id: StepId): boolean {
  const said = new Set<StepId>();
  let step = stepAt(flow, id);
  for (let at = id; step.kind === 'say' && !said.has(at); step = stepAt(flow, at)) {
    said.add(at);
    at = targetsOf(step.next).at(-1) ?? at;
  }
  return step.kind === 'handoff' || step.kind === 'end';
}
