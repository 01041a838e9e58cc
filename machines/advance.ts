import type { SnapshotFrom } from 'xstate';
import type { FlowMachine } from './compile';
import type { Effect, EffectOf, FlowEvent } from './events';
import { leadsTo, stepAt } from './exits';
import type { Facts } from './facts';
import type { Step, StepId } from './flow';
import type { FieldId } from './lead';
import { record, withStarted } from './record';
import { transitionsOf } from './transitions';
import { ring, walk } from './walk';

/** Where a conversation stands. The facts are the truth; the step is what they lead to, or an interrupt's step. */
export interface Position {
  readonly step: StepId;
  readonly facts: Facts;
}

/** A position just reached, with what is to be said and done there, in order. */
export interface Arrival extends Position {
  readonly effects: readonly Effect[];
}

export interface Advance extends Arrival {
  /** False for a late, duplicate or foreign event: same step, same facts, no effects. */
  readonly changed: boolean;
}

export type CalloutOutcome = Extract<FlowEvent, { type: 'callout.succeeded' | 'callout.failed' }>;

/** Starts a conversation; what is known already (a language chosen before) is not asked. */
export function begin(machine: FlowMachine, facts: Facts): Arrival {
  const landed = enter(machine, facts);
  const { step, passed } = walk(machine.flow, landed.step, landed.facts);
  if (passed.length === 0) return landed;
  return arrive(machine, step, landed.facts, [...says(landed.effects), ...saysOf(machine, passed)]);
}

/**
 * Takes one event and lands on the first step whose fact is unknown, passing over answers kept from before. Effects are
 * those of the steps newly entered. Pure; an event that is not for this step changes nothing.
 */
export function advance(machine: FlowMachine, position: Position, event: FlowEvent): Advance {
  const landed = react(machine, position, event);
  if (landed === undefined) return { ...position, effects: [], changed: false };
  const { step, passed } = walk(machine.flow, landed.step, landed.facts);
  if (passed.length === 0) return { ...landed, changed: true };
  const news = unsaid(machine, { from: position.step, event, landed, passed });
  return { ...arrive(machine, step, landed.facts, news), changed: true };
}

/**
 * Records the outcome of a callout wherever the customer stands by now: one who asked for a person meanwhile still
 * hears the reference number, and stays with the person.
 */
export function settle(machine: FlowMachine, position: Position, event: CalloutOutcome): Advance {
  if (position.step === event.step) return advance(machine, position, event);
  if (position.facts.callouts[event.step]?.status !== 'started') return { ...position, effects: [], changed: false };
  const facts = record(position.facts, event);
  const next = leadsTo(event.step, stepAt(machine.flow, event.step), facts);
  const trail = next === undefined ? [] : walk(machine.flow, next, facts).passed;
  const quiet = trail.findIndex((step) => stepAt(machine.flow, step).kind !== 'say');
  const told = quiet === -1 ? trail : trail.slice(0, quiet);
  return { step: position.step, facts, effects: saysOf(machine, told), changed: true };
}

/** Asks the question of a step again; nothing about the position changes. */
export function effectAt(machine: FlowMachine, step: StepId): Effect {
  const spec = stepAt(machine.flow, step);
  // The pairing of `type` and `spec` holds by construction, which the checker cannot see across a union.
  return { type: spec.kind, step, spec } as Effect;
}

/** Stops at a step reached without an event. A callout is begun here at most once, and asked for by no one twice. */
export function arrive(machine: FlowMachine, step: StepId, facts: Facts, told: readonly Effect[] = []): Arrival {
  if (stepAt(machine.flow, step).kind !== 'callout')
    return { step, facts, effects: [...told, effectAt(machine, step)] };
  if (facts.callouts[step] !== undefined) return { step, facts, effects: told };
  return { step, facts: withStarted(facts, step), effects: [...told, effectAt(machine, step)] };
}

function enter(machine: FlowMachine, facts: Facts): Arrival {
  const [snapshot, actions] = transitionsOf(machine.machine).initial(facts);
  // Unlike a transition, a ring is reported here as a status and not thrown.
  if (snapshot.status === 'error') throw ring(machine.flow, machine.flow.initial, snapshot.error);
  return landing(machine, facts, snapshot, actions);
}

function react(machine: FlowMachine, { step, facts }: Position, event: FlowEvent): Arrival | undefined {
  stepAt(machine.flow, step);
  const { at, transition } = transitionsOf(machine.machine);
  const before = at(step, facts);
  const [after, actions] = orRing(machine, step, () => transition(before, event));
  // A step entered from itself (stop, and stop again) is the same snapshot, with its entry to be performed.
  return after === before && actions.length === 0 ? undefined : landing(machine, facts, after, actions);
}

function orRing<Result>(machine: FlowMachine, step: StepId, run: () => Result): Result {
  try {
    return run();
  } catch (cause) {
    throw ring(machine.flow, step, cause);
  }
}

type Snapshot = SnapshotFrom<FlowMachine['machine']>;
type Action = { readonly type: string; readonly params: unknown };

/** The actions a transition returned, as effects; a callout known before is not asked for again. */
function landing(machine: FlowMachine, before: Facts, after: Snapshot, actions: readonly Action[]): Arrival {
  const effects = actions
    .filter(isEntry)
    .filter(({ type, params }) => type !== 'callout' || before.callouts[params.step] === undefined)
    .map(({ params }) => effectAt(machine, params.step));
  // One state per step and none nested, so the value is the step's id.
  return { step: String(after.value), facts: after.context.facts, effects };
}

function isEntry(action: Action): action is { type: string; params: { step: StepId } } {
  return typeof action.params === 'object' && action.params !== null && 'step' in action.params;
}

/**
 * What to say on the way over answers kept from before. The customer has heard it all, except what follows a branch
 * that the event itself decides.
 */
function unsaid(
  machine: FlowMachine,
  hop: { from: StepId; event: FlowEvent; landed: Arrival; passed: readonly StepId[] },
): Effect[] {
  const { from, event, landed, passed } = hop;
  const field = event.type === 'customer.answered' ? event.field : undefined;
  const decides = (step: StepId) => branchesOn(stepAt(machine.flow, step), field);
  let fresh = decides(from) || !(event.type === 'customer.answered' || event.type === 'review.accepted');
  const said: Effect[] = [];
  for (const step of [...landed.effects.slice(0, -1).map((effect) => effect.step), ...passed]) {
    if (stepAt(machine.flow, step).kind !== 'say') fresh = decides(step);
    else {
      if (fresh) said.push(effectAt(machine, step));
      fresh ||= decides(step);
    }
  }
  return said;
}

function branchesOn(spec: Step, field: FieldId | undefined): boolean {
  return 'next' in spec && typeof spec.next !== 'string' && spec.next.some(({ when }) => when?.field === field && when);
}

function saysOf(machine: FlowMachine, steps: readonly StepId[]): Effect[] {
  return steps.filter((step) => stepAt(machine.flow, step).kind === 'say').map((step) => effectAt(machine, step));
}

function says(effects: readonly Effect[]): readonly EffectOf<'say'>[] {
  return effects.filter((effect) => effect.type === 'say');
}
