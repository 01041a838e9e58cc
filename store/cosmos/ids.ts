import { createHash, randomBytes } from 'node:crypto';

/** Cosmos DB takes ids of up to 255 characters. */
const LONGEST = 200;

/** Any string as an item's id: two never become one, and nothing in it has a meaning in a path. */
export function itemId(kind: string, key: string): string {
  const id = `${kind}:${[...key].map(safe).join('')}`;
  return id.length <= LONGEST ? id : `${kind}~${createHash('sha256').update(key).digest('base64url')}`;
}

/** Names one call, so that a write whose answer was lost is known again as this call's own. */
export function newMark(): string {
  return randomBytes(9).toString('base64url');
}

/** Marks of this process's own commits, the last of them. */
export interface OwnMarks {
  next(): string;
  has(mark: string): boolean;
}

const MOST_MARKS = 5_000;

export function createOwnMarks(): OwnMarks {
  const marks = new Set<string>();
  return {
    next: () => {
      const mark = newMark();
      marks.add(mark);
      const [oldest] = marks;
      if (marks.size > MOST_MARKS && oldest !== undefined) marks.delete(oldest);
      return mark;
    },
    has: (mark) => marks.has(mark),
  };
}

/** Numbers that grow, across conversations roughly with the time and within one always: they put things in order. */
export interface Stamps {
  /** A number above all this process has given out and above `last`. */
  after(last: number): number;
}

export function createStamps(clock: () => number): Stamps {
  let latest = 0;
  return {
    after: (last) => {
      latest = Math.max(clock() * 1000, latest + 1, last + 1);
      return latest;
    },
  };
}

function safe(character: string): string {
  if (/[A-Za-z0-9._:-]/.test(character)) return character;
  return `=${Buffer.from(character).toString('hex')}=`;
}
