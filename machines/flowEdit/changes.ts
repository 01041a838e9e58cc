import { canonicalJson } from '../upgrade';
import type { FlowContent } from './content';
import { type Part, partsOf, withParts } from './parts';

/** One part that differs between two contents; undefined where it is not there. */
export interface Change {
  readonly part: Part;
  readonly before: unknown;
  readonly after: unknown;
}

/** What became of a content: empty exactly when both say the same in the same order. */
export function changesBetween(before: FlowContent, after: FlowContent): readonly Change[] {
  const [was, is] = [partsOf(before), partsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const [one, other] = [was.get(name), is.get(name)];
    const part = one?.part ?? other?.part;
    if (part === undefined || isSame(one?.value, other?.value)) return [];
    return [{ part, before: one?.value, after: other?.value }];
  });
}

export function applyChanges(content: FlowContent, changes: readonly Change[]): FlowContent {
  return withParts(
    content,
    changes.map(({ part, after }) => ({ part, value: after })),
  );
}

/** What takes these changes back, and nothing else: what others changed elsewhere meanwhile stays. */
export function inverseOf(changes: readonly Change[]): readonly Change[] {
  return changes.map(({ part, before, after }) => ({ part, before: after, after: before }));
}

/** Values of parts are JSON: the same when they are spelled the same. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  return one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other);
}
