import type { ResolvedFlow } from '../../machines/flow';
import type { FieldId } from '../../machines/lead';

/** The fields whose answers decide which way a flow goes. */
export function forksOf(flow: ResolvedFlow): ReadonlySet<FieldId> {
  const nexts = Object.values(flow.steps).flatMap((step) => {
    if (step.kind === 'consent') return [step.granted, step.declined];
    return 'next' in step ? [step.next] : [];
  });
  const branches = nexts.flatMap((next) => (typeof next === 'string' ? [] : next));
  return new Set(branches.flatMap(({ when }) => (when === undefined ? [] : [when.field])));
}
