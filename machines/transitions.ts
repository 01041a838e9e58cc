import { createActor, type SnapshotFrom } from 'xstate';
import type { FlowMachine } from './compile';
import type { FlowEvent } from './events';
import { type Facts, NO_FACTS } from './facts';
import type { StepId } from './flow';

type Machine = FlowMachine['machine'];
type Snapshot = SnapshotFrom<Machine>;
type Scope = Parameters<Machine['transition']>[2];
type Action = Parameters<Scope['actionExecutor']>[0];

/**
 * XState's pure `initialTransition`, `resolveState` and `transition` for one machine. XState's own build an actor, and
 * with it the initial state, at each call; here one that is never started serves all calls, and a step's snapshot is
 * resolved once. Nothing is carried from one call to the next.
 */
export interface Transitions {
  /** Where these facts begin, and the actions on the way, not executed. */
  initial(facts: Facts): readonly [Snapshot, readonly Action[]];
  /** The snapshot of a step with these facts. */
  at(step: StepId, facts: Facts): Snapshot;
  /** The snapshot after an event, and the actions on the way, not executed. Throws when the flow never comes to rest. */
  transition(before: Snapshot, event: FlowEvent): readonly [Snapshot, readonly Action[]];
}

export function transitionsOf(machine: Machine): Transitions {
  const known = made.get(machine) ?? createTransitions(machine);
  made.set(machine, known);
  return known;
}

const made = new WeakMap<Machine, Transitions>();

function createTransitions(machine: Machine): Transitions {
  const resolved = new Map<StepId, Snapshot>();
  const scope = inertScope(machine);
  const collecting = (actions: Action[]): Scope => ({
    ...scope,
    actionExecutor: (action) => void actions.push(action),
  });
  return {
    initial(facts) {
      const actions: Action[] = [];
      return [machine.getInitialSnapshot(collecting(actions), { facts }), actions];
    },
    at(step, facts) {
      const snapshot = resolved.get(step) ?? machine.resolveState({ value: step, context: { facts } });
      resolved.set(step, snapshot);
      return { ...snapshot, context: { facts } };
    },
    transition(before, event) {
      const actions: Action[] = [];
      return [machine.transition(before, event, collecting(actions)), actions];
    },
  };
}

/** The surroundings of an actor that is never started: our machines have no children, delays or emitted events. */
function inertScope(machine: Machine): Omit<Scope, 'actionExecutor'> {
  const self = createActor(machine, { input: { facts: NO_FACTS } });
  const nothing = () => undefined;
  const { id, sessionId, system } = self;
  return { self, id, sessionId, system, logger: nothing, defer: nothing, emit: nothing, stopChild: nothing };
}
