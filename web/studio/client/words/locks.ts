import { createStore, useStore } from '../../../desk/client/state/store';

/** Legal texts that somebody unlocked on this page, by key. */
export const unlocked = createStore<ReadonlySet<string>>(new Set());

/** Whether a text may not be changed as it is: somebody has to unlock it first. */
export function useIsLocked(isLegalText: boolean, key: string): boolean {
  const open = useStore(unlocked);
  return isLegalText && !open.has(key);
}

export function unlock(key: string): void {
  unlocked.change((now) => new Set([...now, key]));
}
