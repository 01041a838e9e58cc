/**
 * What happens to changes that were not synced when the power fails. `all`: nothing is lost, as when only the process
 * is killed; `none`: everything is; `first`: what came before some moment is there, the last write of it torn; `some`: each
 * change is there or not, whatever its order, writes in part; `holes`: lengths are there, data is not.
 */
export type Loss = (typeof LOSSES)[number];
export const LOSSES = ['none', 'some', 'first', 'holes', 'all'] as const;

/** A change of one file or directory that no sync has covered yet. */
export interface Pending {
  readonly order: number;
  /** Of a file: bytes, or a length. */
  readonly at?: number;
  readonly data?: Buffer;
  readonly length?: number;
  /** The bytes stand where nothing stood before. */
  readonly grows?: boolean;
  /** Of a directory: a name and what it is of, undefined when it was removed. */
  readonly name?: string;
  readonly node?: unknown;
}

const SECTOR = 512;

/** What of a change is there afterwards: all of it, nothing, or pieces. */
export function cutOff(
  pending: readonly Pending[],
  loss: Loss,
  random: () => number,
): (change: Pending) => readonly Pending[] {
  if (loss === 'all') return (change) => [change];
  if (loss === 'none') return () => [];
  const orders = pending.map(({ order }) => order).sort((a, b) => a - b);
  const last = orders[Math.floor(random() * orders.length)] ?? 0;
  if (loss === 'first') {
    return (change) => (change.order < last ? [change] : change.order === last ? torn(change, random) : []);
  }
  if (loss === 'holes') {
    return (change) => {
      if (change.data === undefined) return [change];
      // Zeros may stand only where nothing stood before: no disk clears what it has.
      return change.grows ? [{ ...change, data: Buffer.alloc(change.data.length) }] : [];
    };
  }
  const fates = new Map(pending.map((change) => [change, random()]));
  return (change) => {
    const fate = fates.get(change) ?? 0;
    return fate < 0.35 ? [] : fate < 0.7 ? [change] : torn(change, random);
  };
}

/** Disks write whole sectors, and in any order. */
function torn(change: Pending, random: () => number): readonly Pending[] {
  const { at, data } = change;
  if (at === undefined || data === undefined) return [];
  const pieces: Pending[] = [];
  for (let from = 0; from < data.length; from = nextSector(at, from)) {
    const to = Math.min(nextSector(at, from), data.length);
    if (random() < 0.5) pieces.push({ ...change, at: at + from, data: data.subarray(from, to) });
  }
  return pieces;
}

function nextSector(at: number, from: number): number {
  return (Math.floor((at + from) / SECTOR) + 1) * SECTOR - at;
}
