import type { TypingLine, Typist } from '../adapters/channels/channel';

type Listener = (who: Typist) => void;

/** Who is writing, told in this process as it happens: kept nowhere, and lost without harm. */
export function createTypingLine(): TypingLine {
  const followers = new Map<string, Set<Listener>>();
  const watchers = new Set<(conversationId: string, who: Typist) => void>();
  return {
    tell(conversationId, who) {
      for (const listener of followers.get(conversationId) ?? []) listener(who);
      for (const listener of watchers) listener(conversationId, who);
    },
    follow(conversationId, listener) {
      const all = followers.get(conversationId) ?? new Set();
      followers.set(conversationId, all.add(listener));
      return () => {
        all.delete(listener);
        if (all.size === 0 && followers.get(conversationId) === all) followers.delete(conversationId);
      };
    },
    watch(listener) {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
  };
}
