import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { withBotSince } from '../attention';
import { leaveOut } from '../leaveOut';
import type { Store } from '../store';
import { type StoreFault, toStoreFault } from '../storeFault';
import { HAS_OPEN, isNeeded } from './attention';

export interface JudgeParts {
  readonly db: Database;
  readonly write: <T>(change: () => T) => Promise<T>;
  readonly load: Store['load'];
  readonly onDamage: ((fault: StoreFault) => void) | undefined;
}

/** So few at a time that no turn waits for long. */
const AT_ONCE = 8;
const BETWEEN_MS = 5;

/**
 * Says of the conversations that an earlier release left whether somebody of the bank looks for them, so that they are
 * found by their columns alone. One that moved on meanwhile says so itself.
 */
export async function judgeAll({ db, write, load, onDamage }: JudgeParts, signal: AbortSignal): Promise<void> {
  const find = db.prepare<[number], Unjudged>(`
    SELECT pk, id, version, ${HAS_OPEN} AS hasOpen FROM conversation
    WHERE ifnull(attention, 1) = 1 AND attention IS NULL AND pk > ? ORDER BY pk LIMIT ${AT_ONCE}`);
  const judge = db.prepare<[number, number | null, number, number]>(
    'UPDATE conversation SET attention = ?, with_bot_since = ? WHERE pk = ? AND version = ? AND attention IS NULL',
  );
  const judgeOne = async ({ pk, id, version, hasOpen }: Unjudged): Promise<void> => {
    try {
      const document = await load(id);
      if (document === undefined) return;
      const needed = Number(isNeeded(document, { hasOpen }));
      await write(() => judge.run(needed, withBotSince(document) ?? null, pk, version));
    } catch (cause) {
      const fault = toStoreFault(cause);
      if (fault.code === 'erased') return;
      leaveOut(fault, onDamage);
    }
  };
  for (let found = find.all(0); found.length > 0; found = find.all(found.at(-1)?.pk ?? 0)) {
    signal.throwIfAborted();
    await Promise.all(found.map(judgeOne));
    await pause(BETWEEN_MS, undefined, { signal });
  }
}

interface Unjudged {
  readonly pk: number;
  readonly id: string;
  readonly version: number;
  readonly hasOpen: number;
}
