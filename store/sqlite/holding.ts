import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createPrivateDirectory } from '../durableFiles';
import { StoreFault } from '../storeFault';
import { joinDirectory, lockDirectory } from './lock';
import { type FileLock, tryLock } from './lockFile';

/** By what right a store has its directory: alone, or as one instance of a group. */
export interface Holding {
  /** What this instance's claims are marked with. */
  readonly instance: number;
  /** The rest of the group; undefined where there can be none. */
  readonly others?: Others;
  release(): void;
}

/** What an instance can find out about the others of its group. */
export interface Others {
  /** A lock on the number of an instance that is gone, so that nobody takes the number meanwhile; undefined while it lives. */
  gone(instance: number): FileLock | undefined;
  /** Whether nobody else of the group is there. */
  areAway(): boolean;
  /** The right to keep the file in order, which one of the group has at a time. */
  takeUpkeep(): FileLock | undefined;
}

/** Claims of a store that has its directory for itself. As an instance of a group nobody has this number. */
export const ALONE = 0;
const MOST_INSTANCES = 64;

/** The directory for this store alone, or with all who name the same group. */
export function holdDirectory(directory: string, group: string | undefined): Holding {
  if (group === undefined) return { instance: ALONE, ...lockDirectory(directory) };
  const membership = joinDirectory(directory, group);
  try {
    const locks = join(directory, 'instances');
    createPrivateDirectory(locks);
    const { instance, lock } = takeNumber(locks);
    return {
      instance,
      others: othersOf(locks, instance),
      release: () => {
        lock.release();
        membership.release();
      },
    };
  } catch (cause) {
    membership.release();
    throw cause;
  }
}

/**
 * The lowest number that no living instance has. Its lock is what the others see of this instance: it goes with the
 * process. A number is used again, and whoever takes it answers for the claims that are left under it.
 */
function takeNumber(locks: string): { readonly instance: number; readonly lock: FileLock } {
  for (let instance = 1; instance <= MOST_INSTANCES; instance++) {
    const lock = tryLock(numberLock(locks, instance));
    if (lock !== undefined) return { instance, lock };
  }
  throw new StoreFault('owned', { detail: `${locks}: ${MOST_INSTANCES} processes have it already` });
}

function othersOf(locks: string, self: number): Others {
  const gone = (instance: number) => tryLock(numberLock(locks, instance));
  return {
    gone: (instance) => (instance === self ? undefined : gone(instance)),
    areAway: () =>
      numbersIn(locks).every((instance) => {
        if (instance === self) return true;
        const lock = gone(instance);
        lock?.release();
        return lock !== undefined;
      }),
    takeUpkeep: () => tryLock(join(locks, 'upkeep.lock')),
  };
}

function numberLock(locks: string, instance: number): string {
  return join(locks, `${instance}.lock`);
}

function numbersIn(locks: string): readonly number[] {
  return readdirSync(locks).flatMap((name) => {
    const found = /^(\d+)\.lock$/.exec(name)?.[1];
    return found === undefined ? [] : [Number(found)];
  });
}

/** Instances open the file one after another: what the first does to it, the next one finds done. Standing still meanwhile. */
export function inTurn<T>(directory: string, { others }: Holding, open: () => T): T {
  if (others === undefined) return open();
  const lock = tryLock(openingLock(directory), OPENING_PATIENCE_MS);
  if (lock === undefined) throw notInTurn(directory);
  try {
    return open();
  } finally {
    lock.release();
  }
}

/** The same where opening takes a while. */
export async function inTurnLater<T>(directory: string, { others }: Holding, open: () => Promise<T>): Promise<T> {
  if (others === undefined) return open();
  for (let waited = 0; waited <= OPENING_PATIENCE_MS; waited += LOOK_AGAIN_MS) {
    const lock = tryLock(openingLock(directory));
    if (lock !== undefined) return open().finally(lock.release);
    await pause(LOOK_AGAIN_MS);
  }
  throw notInTurn(directory);
}

const OPENING_PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 20;

function openingLock(directory: string): string {
  return join(directory, 'instances', 'opening.lock');
}

function notInTurn(directory: string): StoreFault {
  return new StoreFault('busy', { detail: `another process has been opening ${directory} for a minute` });
}
