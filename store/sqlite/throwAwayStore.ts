import Database from 'better-sqlite3';
import type { Attention, Erasure, Publishing, Register, Store } from '../store';
import { ALONE } from './holding';
import { migrate } from './schema';
import { createSqliteStore } from './sqliteStore';

/**
 * The store itself, in memory: it is in no file, and gone once it is closed. For conversations that nobody has, such as
 * those that a designer tries a flow with.
 */
export function openThrowAwayStore(clock: () => number): Store & Erasure & Register & Attention & Publishing {
  const db = new Database(':memory:');
  migrate(db);
  return createSqliteStore(db, { clock }, { instance: ALONE, release: () => {} });
}
