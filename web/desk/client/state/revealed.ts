import { createStore, useStore } from './store';

/** What was revealed to this person in this tab, until it is hidden again. It is kept nowhere else. */
export interface Revealed {
  readonly value: string;
  readonly until: number;
}

const revealed = createStore<ReadonlyMap<string, Revealed>>(new Map());

export function useRevealed(key: string): Revealed | undefined {
  return useStore(revealed).get(key);
}

export function showRevealed(key: string, value: Revealed): void {
  revealed.change((now) => new Map(now).set(key, value));
  // A clock that is set back does not keep it longer.
  setTimeout(() => hideRevealed(key), Math.max(0, value.until - Date.now()));
}

export function hideRevealed(key: string): void {
  revealed.change((now) => {
    const rest = new Map(now);
    rest.delete(key);
    return rest;
  });
}

/** By what something masked is known: a field, or an entry of the transcript. */
export function revealKey(conversationId: string, what: { readonly field?: string; readonly seq?: number }): string {
  return `${conversationId} ${what.field ?? what.seq}`;
}
