import { createStore, useStore } from './store';

/** What somebody was writing in one conversation: to the customer, or for colleagues. */
export interface Draft {
  readonly kind: 'reply' | 'note' | 'whisper';
  readonly text: string;
}

const EMPTY: Draft = { kind: 'reply', text: '' };

/** Drafts live as long as the page, whatever happens to the session or the connection; they are written nowhere. */
const drafts = createStore<ReadonlyMap<string, Draft>>(new Map());

export function useDraft(conversationId: string): Draft {
  return useStore(drafts).get(conversationId) ?? EMPTY;
}

export function draftNow(conversationId: string): Draft {
  return drafts.get().get(conversationId) ?? EMPTY;
}

export function setDraft(conversationId: string, change: Partial<Draft>): void {
  drafts.change((now) => new Map(now).set(conversationId, { ...(now.get(conversationId) ?? EMPTY), ...change }));
}

export function hasDrafts(): boolean {
  return [...drafts.get().values()].some(({ text }) => text.trim() !== '');
}
