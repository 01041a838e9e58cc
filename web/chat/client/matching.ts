import { fold } from '../../../dialogs/fold';

export interface Findable {
  readonly label: string;
  readonly aliases: readonly string[];
}

/** Rows that fit what was typed, best first: the label's start, then a word's start, then anywhere, then other spellings. */
export function matching<Row extends Findable>(rows: readonly Row[], query: string): readonly Row[] {
  const wanted = fold(query);
  if (wanted === '') return rows;
  return rows
    .map((row) => ({ row, rank: rankOf(row, wanted) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank)
    .map(({ row }) => row);
}

const NO_MATCH = 9;

function rankOf(row: Findable, wanted: string): number {
  const label = rankOfName(fold(row.label), wanted);
  const alias = Math.min(NO_MATCH, ...row.aliases.map((name) => rankOfName(fold(name), wanted)));
  return Math.min(label, alias === NO_MATCH ? NO_MATCH : alias + 1.5);
}

function rankOfName(name: string, wanted: string): number {
  if (name.startsWith(wanted)) return 0;
  if (` ${name}`.includes(` ${wanted}`)) return 1;
  if (name.includes(wanted) || name.replaceAll(' ', '').includes(wanted.replaceAll(' ', ''))) return 2;
  return NO_MATCH;
}
