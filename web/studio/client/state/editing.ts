import type { Draft, DraftConflict, DraftRow, StudioWorld } from '../../../../bot/studio/contract';
import { isSame } from '../../../../machines/flowEdit/changes';
import type { FlowContent } from '../../../../machines/flowEdit/content';
import type { Edit } from '../../../../machines/flowEdit/edits';
import { toFlowFile } from '../../../../machines/flowEdit/flowFile';
import { type History, newHistory, rebased, record, redo, undo } from '../../../../machines/flowEdit/history';
import { type Conflict, type Merged, mergeContents, settleConflicts } from '../../../../machines/flowEdit/merge';
import { parseFlow } from '../../../../machines/upgrade';
import { ask, Refused } from '../../../desk/client/server/api';
import { queryClient } from '../../../desk/client/server/queryClient';
import { createStore, useStore } from '../../../desk/client/state/store';
import { say } from '../../../desk/client/state/toasts';
import { pathOf } from '../server/queries';
import { texts } from '../texts';

/** The draft that is open, with everything done to it on this page. */
export interface Editing {
  readonly row: DraftRow;
  /** What the server has under `row.revision`. */
  readonly saved: FlowContent;
  /** The version it was begun from: whose steps conversations can stand at. */
  readonly base: FlowContent;
  readonly history: History;
  readonly world: StudioWorld;
  readonly saving: 'idle' | 'busy' | 'failed';
  /** Somebody else saved, and both changed the same: until somebody chose, nothing is saved. */
  readonly clash?: { readonly theirs: Draft; readonly merged: Merged };
}

export const editing = createStore<Editing | undefined>(undefined);

const SAVE_AFTER_MS = 1_000;
const TRY_AGAIN_MS = 5_000;
let timer: ReturnType<typeof setTimeout> | undefined;

export function contentOf({ flow, words }: Pick<Draft, 'flow' | 'words'>): FlowContent {
  return { flow: parseFlow(flow), words };
}

export function rowOf({ flow: _flow, words: _words, ...row }: Draft): DraftRow {
  return row;
}

/** Opens a draft. One that is open already stays as it is, with what was written into it. */
export function openDraft(draft: Draft, base: FlowContent, world: StudioWorld): void {
  if (editing.get()?.row.id === draft.id) return;
  const saved = contentOf(draft);
  editing.set({ row: rowOf(draft), saved, base, world, history: newHistory(saved), saving: 'idle' });
}

export function closeDraft(): void {
  clearTimeout(timer);
  const now = editing.get();
  if (now !== undefined && isUnsaved(now)) void save();
  editing.set(undefined);
}

/** The draft that is open; whoever asks is shown only while there is one. */
export function useEditing(): Editing {
  const now = useStore(editing);
  if (now === undefined) throw new TypeError('No draft is open: show this inside the editor.');
  return now;
}

export function isUnsaved({ history, saved }: Pick<Editing, 'history' | 'saved'>): boolean {
  return history.content !== saved;
}

/** Does something to the draft, and says why where it cannot be done. True: it is done. */
export function doEdit(wanted: Edit, joins?: string): boolean {
  const now = editing.get();
  if (now === undefined) return false;
  const history = record(now.history, wanted, joins);
  if ('refused' in history) {
    say(history.refused, 'bad');
    return false;
  }
  editing.set({ ...now, history });
  saveLater(SAVE_AFTER_MS);
  return true;
}

export function takeBack(): void {
  step(undo);
}

export function doAgain(): void {
  step(redo);
}

function step(by: (history: History) => History): void {
  editing.change((now) => now && { ...now, history: by(now.history) });
  saveLater(SAVE_AFTER_MS);
}

export function rename(title: string): void {
  editing.change((now) => now && { ...now, row: { ...now.row, title } });
  void save(true);
}

function saveLater(ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void save(), ms);
}

/** Saves what is there. A session that ended is waited for; whoever saved meanwhile is merged with. */
export async function save(isForced = false): Promise<void> {
  const now = editing.get();
  if (now === undefined || now.saving === 'busy' || now.clash !== undefined) return;
  if (!isForced && !isUnsaved(now)) return;
  const { content } = now.history;
  if (!isForced && isSame(content, now.saved)) {
    // Done and taken back: there is nothing to save.
    change(now.row.id, { saved: content });
    return;
  }
  change(now.row.id, { saving: 'busy' });
  try {
    const body = bodyOf(now.row, content);
    const draft = await ask<Draft>(pathOf(now.row.id), { method: 'POST', body, outlivesPage: true });
    change(now.row.id, { row: rowOf(draft), saved: content, saving: 'idle' });
    void queryClient.invalidateQueries({ queryKey: ['drafts'] });
    void queryClient.invalidateQueries({ queryKey: ['approvals', draft.id] });
  } catch (cause) {
    takeFault(now.row.id, cause);
  }
  const after = editing.get();
  if (after?.saving === 'idle' && isUnsaved(after)) saveLater(SAVE_AFTER_MS);
}

// Whoever leaves a moment after a change has not waited for the saving: it goes on without the page.
addEventListener('pagehide', () => void save());

function bodyOf({ revision, title }: DraftRow, { flow, words }: FlowContent) {
  return { revision, title, flow: JSON.parse(toFlowFile(flow)) as unknown, words };
}

function takeFault(id: string, cause: unknown): void {
  const conflict = cause instanceof Refused && cause.status === 409 ? (cause.body as DraftConflict) : undefined;
  if (conflict !== undefined) {
    change(id, { saving: 'idle' });
    meet(conflict.theirs);
    return;
  }
  change(id, { saving: 'failed' });
  if (cause instanceof Refused) say(problemsOf(cause), 'bad');
  else saveLater(TRY_AGAIN_MS);
}

function problemsOf({ body, message }: Refused): string {
  const problems = (body as { readonly problems?: readonly string[] } | undefined)?.problems;
  return problems === undefined ? message : `${texts.saving.refused} ${problems.slice(0, 3).join(' ')}`;
}

/** Somebody else saved: what does not meet goes together by itself, the rest is asked. */
function meet(theirs: Draft): void {
  const now = editing.get();
  if (now?.row.id !== theirs.id) {
    // The draft was left a moment after the last change: it is not written over, and whoever left is told.
    say(texts.saving.left(theirs.title, theirs.savedBy), 'bad');
    return;
  }
  const merged = mergeContents(now.saved, now.history.content, contentOf(theirs));
  if (merged.conflicts.length > 0) change(theirs.id, { clash: { theirs, merged } });
  else {
    goOnWith(theirs, merged.content);
    say(texts.saving.merged(theirs.savedBy));
  }
}

/** Each conflict one way or the other, and on from there. */
export function settle(choose: (conflict: Conflict) => 'mine' | 'theirs'): void {
  const clash = editing.get()?.clash;
  if (clash !== undefined) goOnWith(clash.theirs, settleConflicts(clash.merged, choose));
}

function goOnWith(theirs: Draft, content: FlowContent): void {
  const now = editing.get();
  if (now === undefined) return;
  const history = rebased(now.history, content);
  const row = { ...rowOf(theirs), title: now.row.title };
  editing.set({ ...now, row, saved: contentOf(theirs), history, clash: undefined, saving: 'idle' });
  void save(true);
}

function change(id: string, by: Partial<Editing>): void {
  editing.change((now) => (now?.row.id === id ? { ...now, ...by } : now));
}
