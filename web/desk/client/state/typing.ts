import { createStore, useStore } from './store';

const SHOWN_MS = 6_000;

/** Who is writing in which conversation, until they were not heard of for a while. */
const typing = createStore<ReadonlyMap<string, string>>(new Map());
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export function useTyping(conversationId: string): string | undefined {
  return useStore(typing).get(conversationId);
}

export function noteTyping(conversationId: string, who: string): void {
  clearTimeout(timers.get(conversationId));
  timers.set(
    conversationId,
    setTimeout(() => stopTyping(conversationId), SHOWN_MS),
  );
  typing.change((now) => new Map(now).set(conversationId, who));
}

export function stopTyping(conversationId: string): void {
  clearTimeout(timers.get(conversationId));
  timers.delete(conversationId);
  typing.change((now) => {
    if (!now.has(conversationId)) return now;
    const rest = new Map(now);
    rest.delete(conversationId);
    return rest;
  });
}
