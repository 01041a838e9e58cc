import { z } from 'zod';
import type { Register } from '../../store/store';

/** What tries are counted for: an account, an address, a browser that is known. Pseudonymous. */
export type Tried = string;

/**
 * Counts tries to sign in. A try is counted before it is looked at, so that a hundred at once are five; one that
 * succeeded is given back.
 */
export interface Tries {
  /** Until when nothing is looked at, or undefined: then this try was counted. */
  begin(tried: readonly Tried[]): Promise<number | undefined>;
  /** The try succeeded. What was tried before on the account or the browser is forgotten, an address gets the one back. */
  succeeded(own: readonly Tried[], shared: readonly Tried[]): Promise<void>;
  /** Which of them have no try left. */
  exhausted(tried: readonly Tried[]): Promise<readonly Tried[]>;
}

export const MOST_TRIES = 5;
export const LOCKED_MS = 15 * 60_000;
const KIND = 'tries';
const MOST_ATTEMPTS = 200;

const Body = z.strictObject({ count: z.number() });
type Counted = { readonly count: number; readonly until: number; readonly version: number };

export function createTries(register: Register, clock: () => number): Tries {
  const read = async (id: Tried): Promise<Counted> => {
    const entry = await register.read(KIND, id);
    const isOver = entry?.expiresAt === undefined || entry.expiresAt <= clock();
    const count = entry === undefined || isOver ? 0 : Body.parse(entry.body).count;
    return { count, until: count === 0 ? clock() + LOCKED_MS : (entry?.expiresAt ?? 0), version: entry?.version ?? 0 };
  };
  /** False when another came in between. */
  const write = async (id: Tried, count: number, expiresAt: number, version: number) =>
    (await register.write({ kind: KIND, id, body: { count }, expiresAt }, version)) === 'written';

  const count = async (id: Tried): Promise<number | undefined> => {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      const { count: before, until, version } = await read(id);
      if (before >= MOST_TRIES) return until;
      // The last one counts its quarter of an hour from now.
      const expiresAt = before + 1 === MOST_TRIES ? clock() + LOCKED_MS : until;
      if (await write(id, before + 1, expiresAt, version)) return undefined;
    }
    return clock() + LOCKED_MS;
  };
  const giveBack = async (id: Tried): Promise<void> => {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      const { count: before, until, version } = await read(id);
      if (before === 0 || (await write(id, before - 1, until, version))) return;
    }
  };
  return {
    async begin(tried) {
      for (const id of tried) {
        const until = await count(id);
        if (until !== undefined) return until;
      }
      return undefined;
    },
    async succeeded(own, shared) {
      for (const id of own) await register.remove(KIND, id);
      for (const id of shared) await giveBack(id);
    },
    async exhausted(tried) {
      const counted = await Promise.all(tried.map(async (id) => ({ id, ...(await read(id)) })));
      return counted.filter(({ count: most }) => most >= MOST_TRIES).map(({ id }) => id);
    },
  };
}
