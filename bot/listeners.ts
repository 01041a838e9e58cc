import type { TranscriptEntry } from '../dialogs/message';

type Listener = (entries: readonly TranscriptEntry[]) => void;

/** Who waits in this process for what is said in a conversation. */
export interface Listeners {
  /** Returns the way to stop. */
  subscribe(conversationId: string, listener: Listener): () => void;
  publish(conversationId: string, entries: readonly TranscriptEntry[]): void;
}

export function createListeners(): Listeners {
  const listeners = new Map<string, Set<Listener>>();
  return {
    subscribe(conversationId, listener) {
      const all = listeners.get(conversationId) ?? new Set();
      listeners.set(conversationId, all.add(listener));
      return () => {
        all.delete(listener);
        if (all.size === 0 && listeners.get(conversationId) === all) listeners.delete(conversationId);
      };
    },
    publish(conversationId, entries) {
      for (const listener of listeners.get(conversationId) ?? []) listener(entries);
    },
  };
}
