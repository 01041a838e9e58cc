import { type Advance, type Arrival, advance, begin, effectAt, type Position } from './advance';
import type { FlowMachine } from './compile';
import type { FlowEvent } from './events';
import { leadsTo, stepAt, targetsOf } from './exits';
import { type Facts, NO_FACTS } from './facts';
import { fastForward, walkFacts } from './fastForward';
import type { ResolvedFlow, Step, StepId } from './flow';
import { FIELD_IDS, type FieldId } from './lead';
import type { Purpose } from './market';
import { record, withAnswer, withoutAnswer, withoutConsent, withoutReview } from './record';

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
  if (askedFor(machine.flow, facts, field) === undefined) return undefined;
  return fastForward(machine, withoutAnswer(facts, field));
}

/**
 * Replaces one answer and keeps every other but those that depend on it; a review accepted before is void, as after any
 * change. Says what a branch on this answer now leads to. Undefined when this customer was not asked it, the question
 * does not take that value, or a callout has begun.
 */
export function editAnswer(
  machine: FlowMachine,
  facts: Facts,
  field: FieldId,
  value: string | null,
): Arrival | undefined {
  const asked = askedFor(machine.flow, facts, field);
  if (asked === undefined || Object.keys(facts.callouts).length > 0) return undefined;
  const known = withAnswer(facts, field, { value, by: 'customer' });
  if (leadsTo(asked, stepAt(machine.flow, asked), known) === undefined) return undefined;
  const news = saysDecidedBy(machine.flow, known, field).map((id) => effectAt(machine, id));
  const arrival = fastForward(machine, known);
  return { ...arrival, effects: [...news, ...arrival.effects] };
}

/** One answer among several that a customer gave in one message. */
export interface Told {
  readonly field: FieldId;
  readonly value: string | null;
}

/**
 * Takes what a customer said of their own accord, answered before or not asked yet, and goes to whatever is open first.
 * What depends on an answer that changes is asked again unless it was told along. Undefined when one of them is not this
 * customer's to give now, or its question does not take that value; then none is taken.
 */
export function takeAnswers(machine: FlowMachine, facts: Facts, answers: readonly Told[]): Arrival | undefined {
  let known = facts;
  const news: StepId[] = [];
  for (const { field, value } of byDependence(answers)) {
    const step = fieldsInReach(machine, known).get(field);
    if (step === undefined) return undefined;
    known = withAnswer(known, field, { value, by: 'customer' });
    if (leadsTo(step, stepAt(machine.flow, step), known) === undefined) return undefined;
    news.push(...saysDecidedBy(machine.flow, known, field));
  }
  const arrival = fastForward(machine, known);
  return { ...arrival, effects: [...news.map((id) => effectAt(machine, id)), ...arrival.effects] };
}

/** An answer before those that depend on it, in the order of the fields, which has it so. */
function byDependence(answers: readonly Told[]): readonly Told[] {
  return [...answers].sort((one, two) => FIELD_IDS.indexOf(one.field) - FIELD_IDS.indexOf(two.field));
}

/** Forgets a decision and asks for it again; what was answered after it stays known. Undefined when it is not passed. */
export function reconsider(machine: FlowMachine, facts: Facts, purpose: Purpose): Arrival | undefined {
  const { passed } = walkFacts(machine.flow, facts);
  const isPassed = passed.some((id) => {
    const step = stepAt(machine.flow, id);
    return step.kind === 'consent' && step.purpose === purpose;
  });
  return isPassed ? fastForward(machine, withoutConsent(facts, purpose)) : undefined;
}

/**
 * Questions and consents that are open, in the order in which this customer would come to them. Nothing behind a consent
 * or a summary that is still open: it must not be asked before that.
 */
export function openQuestions(machine: FlowMachine, facts: Facts): readonly StepId[] {
  return stepsInReach(machine, facts).filter(
    (id) => stepAt(machine.flow, id).kind !== 'review' && leadsTo(id, stepAt(machine.flow, id), facts) === undefined,
  );
}

/** Fields that may be filled in for this customer now, each with the step that asks for it. None behind an open consent. */
export function fieldsInReach(machine: Pick<FlowMachine, 'flow'>, facts: Facts): ReadonlyMap<FieldId, StepId> {
  return new Map(
    stepsInReach(machine, facts).flatMap((id) => {
      const step = stepAt(machine.flow, id);
      return step.kind === 'ask' ? [[step.field, id] as const] : [];
    }),
  );
}

/**
 * The answer to a question that was asked before its turn: it is kept, and then whatever is open first is asked.
 * Anything else that happens there is as in any other step.
 */
export function answerBeforeTurn(machine: FlowMachine, position: Position, event: FlowEvent): Advance {
  const moved = advance(machine, position, event);
  const isAnswer =
    event.type === 'customer.answered' || event.type === 'consent.granted' || event.type === 'consent.declined';
  if (!moved.changed || !isAnswer) return moved;
  const facts = record(position.facts, event);
  const news = event.type === 'customer.answered' ? saysDecidedBy(machine.flow, facts, event.field) : [];
  const arrival = fastForward(machine, facts);
  return { ...arrival, effects: [...news.map((id) => effectAt(machine, id)), ...arrival.effects], changed: true };
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
  const isSubmitted = Object.keys(facts.callouts).length > 0;
  const count = { answered: 0, total: 0 };
  expectedRoute(machine.flow, facts, (step, leads) => {
    if (!isQuestion(step)) return;
    count.total += 1;
    if (leads || isSubmitted) count.answered += 1;
  });
  return count;
}

function isQuestion(step: Step): boolean {
  return step.kind === 'ask' || step.kind === 'consent' || step.kind === 'review';
}

/** The step at which this customer answered a field, since the last callout if there is one. */
function askedFor(flow: ResolvedFlow, facts: Facts, field: FieldId): StepId | undefined {
  return walkFacts(flow, facts).passed.find((id) => {
    const step = stepAt(flow, id);
    return step.kind === 'ask' && step.field === field;
  });
}

/** Texts on the way that come after a branch on the field: the customer may not have heard them. */
function saysDecidedBy(flow: ResolvedFlow, facts: Facts, field: FieldId): StepId[] {
  const { passed } = walkFacts(flow, facts);
  const branch = passed.findIndex((id) => branchesOn(stepAt(flow, id), field));
  return branch === -1 ? [] : passed.slice(branch + 1).filter((id) => stepAt(flow, id).kind === 'say');
}

function branchesOn(step: Step, field: FieldId): boolean {
  return 'next' in step && typeof step.next !== 'string' && step.next.some(({ when }) => when?.field === field);
}

function forget(flow: ResolvedFlow, id: StepId, facts: Facts): Facts {
  const step = stepAt(flow, id);
  if (step.kind === 'ask') return withoutAnswer(facts, step.field);
  if (step.kind === 'consent') return withoutConsent(facts, step.purpose);
  return withoutReview(facts, id);
}

/** Questions, consents and summaries from the start to the first consent or summary that is open; none once submitted. */
function stepsInReach({ flow }: Pick<FlowMachine, 'flow'>, facts: Facts): readonly StepId[] {
  const reached: StepId[] = [];
  let isBarred = Object.keys(facts.callouts).length > 0;
  expectedRoute(flow, facts, (step, leads, id) => {
    if (isBarred || !isQuestion(step)) return;
    reached.push(id);
    isBarred = !leads && step.kind !== 'ask';
  });
  return reached;
}

/**
 * Visits the steps from the start to the callout or the end, guessing the usual exit of those that these facts do not
 * lead on from.
 */
function expectedRoute(
  flow: ResolvedFlow,
  facts: Facts,
  visit: (step: Step, leads: boolean, id: StepId) => void,
): void {
  const visited = new Set<StepId>();
  let id: StepId | undefined = flow.initial;
  while (id !== undefined && !visited.has(id)) {
    const step = stepAt(flow, id);
    if (step.kind === 'callout') return;
    visited.add(id);
    const next = leadsTo(id, step, facts);
    visit(step, next !== undefined, id);
    id = next ?? usualExit(flow, id);
  }
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
