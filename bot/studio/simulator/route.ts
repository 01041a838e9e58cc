import type { Next, ResolvedFlow, Step, StepId } from '../../../machines/flow';
import type { FieldId } from '../../../machines/lead';

/** What has to happen at a step for a customer to go on towards another. */
export type Exit =
  /** Whatever leads on. */
  | { readonly kind: 'any' }
  /** This field is answered so, or in none of these ways. */
  | { readonly kind: 'answer'; readonly field: FieldId; readonly is: string }
  | { readonly kind: 'otherAnswer'; readonly field: FieldId; readonly not: readonly string[] }
  | { readonly kind: 'granted' | 'declined' | 'exhausted' | 'failed' | 'stop' | 'agent' };

/** The shortest way from the start to a step, as what has to happen at each step of it; undefined when there is none. */
export function routeTo(flow: ResolvedFlow, target: StepId): ReadonlyMap<StepId, Exit> | undefined {
  const came = new Map<StepId, { readonly from: StepId; readonly exit: Exit } | undefined>([[flow.initial, undefined]]);
  const open = [flow.initial];
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    if (id === target) return wayBack(came, id);
    const step = flow.steps[id];
    if (step === undefined) continue;
    for (const [to, exit] of exitsOf(step)) {
      if (came.has(to)) continue;
      came.set(to, { from: id, exit });
      open.push(to);
    }
  }
  return undefined;
}

type Came = ReadonlyMap<StepId, { readonly from: StepId; readonly exit: Exit } | undefined>;

function wayBack(came: Came, target: StepId): ReadonlyMap<StepId, Exit> {
  const route = new Map<StepId, Exit>();
  for (let last = came.get(target); last !== undefined; last = came.get(last.from)) route.set(last.from, last.exit);
  return route;
}

type Way = readonly [to: StepId, exit: Exit];

/** The usual exits first, so that of two ways of one length the ordinary one is gone. */
function exitsOf(step: Step): readonly Way[] {
  switch (step.kind) {
    case 'say':
    case 'review':
      return branches(step.next);
    case 'ask':
      return [...branches(step.next), [step.exhausted, { kind: 'exhausted' }]];
    case 'consent':
      return [...decided(step.granted, 'granted'), ...decided(step.declined, 'declined')];
    case 'callout':
      return [...branches(step.next), [step.failed, { kind: 'failed' }]];
    case 'handoff':
    case 'end':
      return [];
  }
}

function decided(next: Next, kind: 'granted' | 'declined'): readonly Way[] {
  return branches(next).map(([to]) => [to, { kind }] as const);
}

function branches(next: Next): readonly Way[] {
  if (typeof next === 'string') return [[next, { kind: 'any' }]];
  return next.map(({ when, to }): Way => {
    if (when !== undefined) return [to, { kind: 'answer', field: when.field, is: when.is }];
    const [field] = next.flatMap((branch) => (branch.when ? [branch.when.field] : []));
    const not = next.flatMap((branch) => (branch.when?.field === field ? [branch.when?.is ?? ''] : []));
    return [to, field === undefined ? { kind: 'any' } : { kind: 'otherAnswer', field, not }];
  });
}
