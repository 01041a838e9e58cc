import { applyChanges, type Change, inverseOf } from './changes';
import type { FlowContent } from './content';
import { type Edit, edit } from './edits';

/** A content with what was done to it, so that it can be taken back and done again. */
export interface History {
  readonly content: FlowContent;
  readonly done: readonly Entry[];
  readonly undone: readonly Entry[];
}

interface Entry {
  readonly changes: readonly Change[];
  /** Edits in a row with one name are taken back as one: a text as it is typed. */
  readonly joins?: string;
}

const MOST = 500;

export function newHistory(content: FlowContent): History {
  return { content, done: [], undone: [] };
}

/** The history after an edit, or why there is none. An edit that changes nothing leaves all as it is. */
export function record(history: History, wanted: Edit, joins?: string): History | { readonly refused: string } {
  const made = edit(history.content, wanted);
  if ('refused' in made) return made;
  if (made.changes.length === 0) return history;
  const last = history.done.at(-1);
  const isJoined = joins !== undefined && last?.joins === joins && history.undone.length === 0;
  const changes = isJoined ? joined(last.changes, made.changes) : made.changes;
  const before = isJoined ? history.done.slice(0, -1) : history.done.slice(-MOST);
  return { content: made.content, done: [...before, { changes, ...(joins && { joins }) }], undone: [] };
}

export function undo(history: History): History {
  const last = history.done.at(-1);
  if (last === undefined) return history;
  const content = applyChanges(history.content, inverseOf(last.changes));
  return { content, done: history.done.slice(0, -1), undone: [...history.undone, last] };
}

export function redo(history: History): History {
  const next = history.undone.at(-1);
  if (next === undefined) return history;
  const content = applyChanges(history.content, next.changes);
  return { content, done: [...history.done, next], undone: history.undone.slice(0, -1) };
}

/** What came in from elsewhere: it is not ours to take back, and what we did can still be. */
export function rebased(history: History, content: FlowContent): History {
  return { ...history, content };
}

/** Changes of the same parts twice in a row are one: from what was first to what is last. */
function joined(first: readonly Change[], then: readonly Change[]): readonly Change[] {
  const byName = new Map(first.map((change) => [JSON.stringify(change.part), change]));
  for (const change of then) {
    const name = JSON.stringify(change.part);
    byName.set(name, { ...change, before: (byName.get(name) ?? change).before });
  }
  return [...byName.values()];
}
