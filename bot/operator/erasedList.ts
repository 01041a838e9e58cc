import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreFault } from '../../store/storeFault';

/**
 * Which conversations were erased, kept where no backup of the store is put back over it. It holds their ids, which are
 * drawn by chance and say nothing of anybody: a keyed hash of them would hide nothing from whoever can read a backup.
 */
export interface ErasedList {
  /** Durable when it returns. */
  add(entry: ErasedEntry): void;
  /** Of one that is kept after all: what was agreed could not be done. Durable when it returns; nothing where it is not listed. */
  takeBack(entry: ErasedEntry): void;
}

export interface ErasedEntry {
  readonly conversation: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Its name beside the backups. */
export const ERASED_LIST = 'erased.jsonl';

export function createErasedList(path: string): ErasedList {
  const append = (line: object) => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const isNew = !existsSync(path);
    const file = openSync(path, 'a', 0o600);
    try {
      // On a line of its own, also after one that was cut off.
      writeSync(file, `${isNew ? '' : '\n'}${JSON.stringify(line)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (isNew) syncDirectory(dirname(path));
  };
  return {
    add: append,
    takeBack(entry) {
      const isListed = readErasedList(path)?.some(({ conversation }) => conversation === entry.conversation);
      if (isListed) append({ ...entry, isKept: true });
    },
  };
}

/**
 * What is on the list; undefined where there is none. A line that was cut off was never acted on; any other damage is
 * refused, because what stood there would come back to life.
 */
export function readErasedList(path: string): readonly ErasedEntry[] | undefined {
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8').split('\n');
  const entries = lines.flatMap((line, index): readonly Line[] => {
    if (line === '') return [];
    const entry = parsed(line);
    if (entry !== undefined) return [entry];
    if (!line.endsWith('}')) return [];
    throw new StoreFault('badBackup', { detail: `${path}, line ${index + 1} is no entry of the list` });
  });
  const keptFrom = new Map(
    entries.flatMap(({ conversation, isKept }, index) => (isKept ? [[conversation, index]] : [])),
  );
  return entries
    .filter(({ conversation, isKept }, index) => !isKept && index > (keptFrom.get(conversation) ?? -1))
    .map(({ conversation, at }) => ({ conversation, at }));
}

interface Line extends ErasedEntry {
  /** From here on it is on the list no more. */
  readonly isKept: boolean;
}

function parsed(line: string): Line | undefined {
  try {
    const { conversation, at, isKept = false } = JSON.parse(line);
    return typeof conversation === 'string' && typeof at === 'number' ? { conversation, at, isKept } : undefined;
  } catch {
    return undefined;
  }
}

function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  fsyncSync(directory);
  closeSync(directory);
}
