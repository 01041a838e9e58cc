import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bot, type BotParts, composeBot } from '../../../bot/composeBot';
import { createChance } from '../../../bot/studio/chance';
import { openSqliteStore } from '../../../store/sqlite/sqliteStore';
import type { Attention, Publishing, Register, Store } from '../../../store/store';
import { NO_BANK, NO_HTTP, NO_MESSENGER, QUIET } from './nobody';
import { partsOf } from './parts';

/** The real store and the real turn, with nobody else there, and a clock that moves when it is told to. */
export interface Stage {
  readonly store: Store & Register & Attention & Publishing;
  now(): number;
  passes(ms: number): void;
  /** A process on the store, or on what stands before it. */
  bot(parts?: Partial<BotParts>): Bot;
  end(): Promise<void>;
}

const START = 1_800_000_000_000;

export function createStage(): Stage {
  let now = START;
  const clock = () => now;
  const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'stage-'));
  const store = openSqliteStore({ directory, clock });
  const reached = { store, http: NO_HTTP, clock, steady: clock, reaches: <T>(target: T) => target };
  const parts = partsOf(reached, { chance: createChance(1), log: QUIET, messenger: NO_MESSENGER });
  return {
    store,
    now: clock,
    passes: (ms) => {
      now += ms;
    },
    bot: (changes = {}) => composeBot({ ...parts, callout: () => NO_BANK, ...changes }),
    async end() {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
