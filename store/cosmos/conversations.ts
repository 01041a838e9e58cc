import { MAIN, type MainRow } from './documents';
import { createKeyedLock, type KeyedLock } from './lock';
import type { BatchOutcome, CosmosWire, Found, Write } from './wire';

/** The main rows, and those this process saw last, so that a turn reads its conversation once. */
export interface Conversations {
  readonly lock: KeyedLock;
  read(conversationId: string): Promise<Found<MainRow> | undefined>;
  /** As last seen. It may be old: whoever builds on it names its etag. */
  remembered(conversationId: string): Found<MainRow> | undefined;
  /** One batch in the conversation's partition. */
  write(change: MainChange): Promise<BatchOutcome>;
}

/** A batch that changes a main row, and what else goes with it. */
export interface MainChange {
  readonly main: MainRow;
  readonly writes: readonly Write[];
  /** Whether it was carried out, when its answer was lost. */
  readonly isKept?: () => Promise<boolean>;
}

/** The container of everything that belongs to one conversation, by its id. */
export const CONVERSATION = 'conversation';
const MOST_REMEMBERED = 500;

export function createConversations(wire: CosmosWire): Conversations {
  const seen = new Map<string, Found<MainRow>>();
  const remember = (id: string, found: Found<MainRow>) => {
    seen.delete(id);
    seen.set(id, found);
    const [oldest] = seen.keys();
    if (seen.size > MOST_REMEMBERED && oldest !== undefined) seen.delete(oldest);
  };
  return {
    lock: createKeyedLock(),
    read: async (id) => {
      const main = await wire.read<MainRow>(CONVERSATION, id, MAIN);
      if (main === undefined) seen.delete(id);
      else remember(id, main);
      return main;
    },
    remembered: (id) => seen.get(id),
    write: async ({ main, writes, isKept }) => {
      const id = main.conversationId;
      seen.delete(id);
      const outcome = await wire.write(CONVERSATION, id, writes, isKept);
      const etag = outcome.status === 'done' && outcome.etags[writes.findIndex((write) => isMain(write))];
      if (etag) remember(id, { row: main, etag });
      return outcome;
    },
  };
}

/** A replacement under the etag the row had, or its creation: lost to whoever changed it meanwhile. */
export function putMain(row: MainRow, known: Found<MainRow> | undefined): Write {
  return known === undefined ? { kind: 'create', row } : { kind: 'replace', row, etag: known.etag };
}

export function isMain(write: Write | undefined): boolean {
  return write !== undefined && idOf(write) === MAIN;
}

/** The item a write is about. */
export function idOf(write: Write): string {
  return write.kind === 'create' || write.kind === 'replace' ? write.row.id : write.id;
}

/** The version of a conversation, also as an earlier release kept it; 0 when there is none. */
export function versionOf(main: MainRow | undefined): number {
  return main?.version ?? main?.conversation?.version ?? 0;
}
