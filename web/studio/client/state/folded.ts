import { createStore, useStore } from '../../../desk/client/state/store';
import type { SectionName } from '../canvas/graph';

/** The sections that are folded, for as long as the page lives. */
const folded = createStore<ReadonlySet<SectionName>>(new Set());

export function useFolded(): ReadonlySet<SectionName> {
  return useStore(folded);
}

export function toggleFolded(name: SectionName): void {
  folded.change((now) => new Set(now.has(name) ? [...now].filter((one) => one !== name) : [...now, name]));
}
