/**
 * Edits between two words (insert, delete, replace, swap of neighbours), or undefined when there are more than `most`.
 */
export function editDistance(left: string, right: string, most: number): number | undefined {
  const a = [...left];
  const b = [...right];
  if (Math.abs(a.length - b.length) > most) return undefined;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = nextRow({ a, b, row, previous, before });
    if (Math.min(...current) > most) return undefined;
    before = previous;
    previous = current;
  }
  const distance = previous[b.length] ?? 0;
  return distance <= most ? distance : undefined;
}

/** Spelling mistakes forgiven in a word of this length: short words differ by one letter on purpose. */
export function forgivenEdits(letters: number): number {
  if (letters >= 9) return 2;
  return letters >= 5 ? 1 : 0;
}

interface Rows {
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly row: number;
  readonly previous: readonly number[];
  readonly before: readonly number[];
}

function nextRow({ a, b, row, previous, before }: Rows): number[] {
  const current = [row];
  for (let column = 1; column <= b.length; column += 1) {
    const replaced = at(previous, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
    let best = Math.min(at(previous, column) + 1, at(current, column - 1) + 1, replaced);
    const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
    if (swapped) best = Math.min(best, at(before, column - 2) + 1);
    current.push(best);
  }
  return current;
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
