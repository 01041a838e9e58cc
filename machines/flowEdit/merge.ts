import type { StepId } from '../flow';
import { isSame } from './changes';
import type { FlowContent } from './content';
import { type Part, type PartValue, partsOf, placed, withParts } from './parts';

/** One part that two people changed in two ways; undefined where one of them took it away. */
export interface Conflict {
  readonly part: Part;
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

export interface Merged {
  /** Both sides' changes; where they clash, theirs, until somebody chose. */
  readonly content: FlowContent;
  readonly conflicts: readonly Conflict[];
}

/**
 * Two contents that grew out of one, as one. A part that only one of them changed is theirs to say; a part both changed
 * alike is no question; any other is a conflict for a person. The order of steps decides nothing, so it never is one.
 */
export function mergeContents(base: FlowContent, mine: FlowContent, theirs: FlowContent): Merged {
  const [was, my, their] = [partsOf(base), partsOf(mine), partsOf(theirs)];
  const names = [...new Set([...was.keys(), ...my.keys(), ...their.keys()])];
  const taken: PartValue[] = [];
  const conflicts: Conflict[] = [];
  for (const name of names) {
    const part = (was.get(name) ?? my.get(name) ?? their.get(name))?.part;
    if (part === undefined || part.of === 'order') continue;
    const conflict = { part, base: was.get(name)?.value, mine: my.get(name)?.value, theirs: their.get(name)?.value };
    const [mineIs, theirsIs] = [isSame(conflict.base, conflict.mine), isSame(conflict.base, conflict.theirs)];
    if (mineIs || isSame(conflict.mine, conflict.theirs)) continue;
    if (theirsIs) taken.push({ part, value: conflict.mine });
    else conflicts.push(conflict);
  }
  const content = withParts(theirs, taken);
  return { content: withOrder(content, base, mine, theirs), conflicts };
}

/** The merged content with one side's word on each conflict. */
export function settleConflicts(
  { content, conflicts }: Merged,
  choose: (conflict: Conflict) => 'mine' | 'theirs',
): FlowContent {
  return withParts(
    content,
    conflicts.map((conflict) => ({ part: conflict.part, value: conflict[choose(conflict)] })),
  );
}

/** Mine if I moved anything, with what they added behind its neighbour; otherwise theirs. */
function withOrder(content: FlowContent, base: FlowContent, mine: FlowContent, theirs: FlowContent): FlowContent {
  const [was, my, their] = [base, mine, theirs].map(({ flow }) => Object.keys(flow.steps)) as [
    StepId[],
    StepId[],
    StepId[],
  ];
  const value = isSame(was, my) ? placed(their, my) : placed(my, their);
  return withParts(content, [{ part: { of: 'order' }, value }]);
}
