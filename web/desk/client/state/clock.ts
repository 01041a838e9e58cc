import { useSyncExternalStore } from 'react';
import { createStore } from './store';

const STEP_MS = 5_000;

const now = createStore(Date.now());
let timer: ReturnType<typeof setInterval> | undefined;
let followers = 0;

function follow(listener: () => void): () => void {
  const leave = now.subscribe(listener);
  followers += 1;
  timer ??= setInterval(() => now.set(Date.now()), STEP_MS);
  return () => {
    leave();
    followers -= 1;
    if (followers > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time, good to five seconds: one timer for every countdown of the page. */
export function useNow(): number {
  return useSyncExternalStore(follow, now.get);
}
