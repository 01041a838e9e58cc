import { targetsOf } from '../exits';
import type { Flow, Next, Step, StepId } from '../flow';

/** The properties of steps that name other steps: `next` of most kinds, and the ways out that some kinds have besides. */
export const EXITS = ['next', 'granted', 'declined', 'exhausted', 'failed'] as const;
export type Exit = (typeof EXITS)[number];

/** Every exit of a step with what it says, in the order of the schema. */
export function exitsOf(step: Step): readonly (readonly [Exit, Next])[] {
  const values: Readonly<Record<string, unknown>> = step;
  // The schema gives these properties no other type.
  return EXITS.flatMap((exit) => (values[exit] === undefined ? [] : [[exit, values[exit] as Next] as const]));
}

/** Where a conversation goes on when a step is not there: along its last exit, as in a market that lacks it. */
export function wayAround(id: StepId, step: Step): StepId | undefined {
  if (step.kind === 'handoff' || step.kind === 'end') return undefined;
  const way = targetsOf(step.kind === 'consent' ? step.granted : step.next).at(-1);
  return way === id ? undefined : way;
}

/** The flow with every mention of a step as somewhere to go replaced: in exits, overrides, the start, the interrupts. */
export function redirected(flow: Flow, from: StepId, to: StepId): Flow {
  const follow = (id: StepId) => (id === from ? to : id);
  const { initial, interrupts, steps, overrides, moved } = flow;
  return {
    ...flow,
    initial: follow(initial),
    interrupts: { stop: follow(interrupts.stop), agent: follow(interrupts.agent) },
    steps: mapped(steps, (step) => followed(step, follow)),
    overrides: mapped(overrides, (own) => own && mapped(own, (values) => followed(values, follow))),
    moved: mapped(moved, follow),
  };
}

function followed<T extends object>(values: T, follow: (id: StepId) => StepId): T {
  const own = { ...values } as Readonly<Record<string, unknown>>;
  const changes = EXITS.flatMap((exit) => {
    const value = own[exit];
    const next = followedNext(value, follow);
    return next === value ? [] : [[exit, next] as const];
  });
  return changes.length === 0 ? values : { ...values, ...Object.fromEntries(changes) };
}

/** An override may hold anything: only what is a way out is followed. */
function followedNext(value: unknown, follow: (id: StepId) => StepId): unknown {
  if (typeof value === 'string') return follow(value);
  if (!Array.isArray(value)) return value;
  const branches = value.map((branch: unknown) =>
    isBranch(branch) && follow(branch.to) !== branch.to ? { ...branch, to: follow(branch.to) } : branch,
  );
  return branches.every((branch, at) => branch === value[at]) ? value : branches;
}

function isBranch(value: unknown): value is { readonly to: StepId } {
  return typeof value === 'object' && value !== null && 'to' in value && typeof value.to === 'string';
}

function mapped<T extends Readonly<Record<string, unknown>>>(
  record: T,
  map: (value: T[keyof T & string]) => unknown,
): T {
  const entries = Object.entries(record) as [string, T[keyof T & string]][];
  return Object.fromEntries(entries.map(([name, value]) => [name, map(value)])) as T;
}
