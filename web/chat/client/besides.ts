import type { SummaryLine } from './protocol';

/** The part of a message's text that its summary and reference ticket do not show already. */
export function textBesides(
  text: string,
  shown: { readonly summary: readonly SummaryLine[]; readonly reference?: string },
): string {
  if (shown.summary.length === 0 && !shown.reference) return text;
  const repeats = (line: string): boolean =>
    line.trim() === shown.reference ||
    shown.summary.some(({ label, value }) => line.includes(label) && line.includes(value));
  const kept = text.split('\n').filter((line) => line.trim() === '' || !repeats(line));
  return kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
