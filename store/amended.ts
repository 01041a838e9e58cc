import type { TranscriptEntry } from './documents';

/** A row's entries with those of the same places written over. */
export function amended(
  entries: readonly TranscriptEntry[],
  changes: readonly TranscriptEntry[],
): readonly TranscriptEntry[] {
  return entries.map((entry) => changes.find(({ seq }) => seq === entry.seq) ?? entry);
}
