import type { Database } from 'better-sqlite3';
import { toStoreFault } from '../storeFault';

/** Runs a step that must not stand still when somebody else has the file: undefined then, and nothing was done. */
export type WithoutPatience = <T>(step: () => T) => T | undefined;

/** Waiting for a lock inside SQLite holds up the whole process; who can come again later does so instead. */
export function createWithoutPatience(db: Database): WithoutPatience {
  const none = db.prepare('PRAGMA busy_timeout = 0');
  const usual = db.prepare(`PRAGMA busy_timeout = ${db.pragma('busy_timeout', { simple: true })}`);
  return (step) => {
    none.get();
    try {
      return step();
    } catch (cause) {
      const fault = toStoreFault(cause);
      if (fault.code === 'busy') return undefined;
      throw fault;
    } finally {
      usual.get();
    }
  };
}
