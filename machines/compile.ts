import { assign, setup } from 'xstate';
import type { FlowEvent } from './events';
import { leadsTo, targetsOf } from './exits';
import { type Facts, NO_FACTS } from './facts';
import type { Next, ResolvedFlow, Step, StepId, StepOf } from './flow';
import { record, withStarted } from './record';

/** Our compiler's number, stored with each conversation: it grows when the same flow would compile to another machine. */
export const ENGINE = 1;

/** One market's conversation, ready to run. */
export interface FlowMachine {
  readonly flow: ResolvedFlow;
  readonly machine: ReturnType<typeof createFlowMachine>;
}

/**
 * Compiles a resolved flow to one machine with a state per step. Entry actions are names with a step as parameter and
 * do nothing by themselves; there are no timers, promises or child actors, so a position is a step and its facts.
 */
export function compile(flow: ResolvedFlow): FlowMachine {
  return { flow, machine: createFlowMachine(flow) };
}

interface AtStep {
  readonly step: StepId;
}
interface Exit extends AtStep {
  readonly spec: Step;
  readonly to: StepId;
}

const tell = (_: unknown, _params: AtStep) => undefined;

const flowSetup = setup({
  // The casts are XState's way of declaring types; the values are never read.
  types: { context: {} as { readonly facts: Facts }, input: {} as { readonly facts: Facts }, events: {} as FlowEvent },
  guards: {
    leads: ({ context, event }, exit: Exit) =>
      isFor(event, exit) && leadsTo(exit.step, exit.spec, record(context.facts, event)) === exit.to,
    continues: ({ context }, exit: Exit) => leadsTo(exit.step, exit.spec, context.facts) === exit.to,
    isHere: ({ event }, { step }: AtStep) => 'step' in event && event.step === step,
  },
  actions: {
    say: tell,
    ask: tell,
    consent: tell,
    review: tell,
    callout: tell,
    handoff: tell,
    end: tell,
    record: assign({ facts: ({ context, event }) => record(context.facts, event) }),
    start: assign({ facts: ({ context }, { step }: AtStep) => withStarted(context.facts, step) }),
  },
});

type StateConfig = NonNullable<Parameters<typeof flowSetup.createMachine>[0]['states']>[string];

function createFlowMachine(flow: ResolvedFlow) {
  const ids = Object.keys(flow.steps);
  return flowSetup.createMachine({
    id: flow.id,
    // `transition` also computes the initial state, without an input, each time it is called.
    context: ({ input }: { input?: { readonly facts: Facts } }) => ({ facts: input?.facts ?? NO_FACTS }),
    initial: flow.initial,
    on: {
      'customer.stopped': { target: `.${flow.interrupts.stop}` },
      'customer.askedForAgent': { target: `.${flow.interrupts.agent}` },
    },
    states: Object.fromEntries(Object.entries(flow.steps).map(([id, step]) => [id, stateOf(id, step)])),
    // A ring of `say` steps would otherwise never stop; each step is entered at most once between two waits.
    options: { maxIterations: ids.length + 2 },
  });
}

function stateOf(step: StepId, spec: Step): StateConfig {
  const entry = { type: spec.kind, params: { step } };
  switch (spec.kind) {
    case 'say':
      return { entry, always: exits(step, spec, spec.next, 'continues') };
    case 'ask':
      return {
        entry,
        on: { 'customer.answered': exits(step, spec, spec.next), 'attempts.exhausted': gaveUp(step, spec) },
      };
    case 'consent':
      return {
        entry,
        on: {
          'consent.granted': exits(step, spec, spec.granted),
          'consent.declined': exits(step, spec, spec.declined),
        },
      };
    case 'review':
      return { entry, on: { 'review.accepted': exits(step, spec, spec.next) } };
    case 'callout':
      return {
        entry: [entry, { type: 'start', params: { step } }],
        on: { 'callout.succeeded': exits(step, spec, spec.next), 'callout.failed': exits(step, spec, spec.failed) },
      };
    case 'handoff':
    case 'end':
      return { entry };
  }
}

function exits(step: StepId, spec: Step, next: Next, type: 'leads' | 'continues' = 'leads') {
  return targetsOf(next).map((to) => ({
    target: to,
    reenter: true,
    guard: { type, params: { step, spec, to } },
    actions: type === 'leads' ? ('record' as const) : [],
  }));
}

function gaveUp(step: StepId, spec: StepOf<'ask'>) {
  return { target: spec.exhausted, reenter: true, guard: { type: 'isHere' as const, params: { step } } };
}

/** Late events name another step; a forged or outdated one may name another field or purpose. */
function isFor(event: FlowEvent, { step, spec }: Exit): boolean {
  if (!('step' in event) || event.step !== step) return false;
  if (event.type === 'customer.answered') return spec.kind === 'ask' && spec.field === event.field;
  if (event.type === 'consent.granted' || event.type === 'consent.declined') {
    return spec.kind === 'consent' && spec.purpose === event.purpose;
  }
  return true;
}
