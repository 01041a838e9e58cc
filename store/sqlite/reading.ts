import type { RecordDocument, RecordKind } from '../documents';
import { leaveOut } from '../leaveOut';
import type { KeptKey } from '../sealing/sealKeys';
import type { Publishing, Store } from '../store';
import { type StoreFault, toStoreFault } from '../storeFault';
import type { RecordRow, SqliteReads } from './reads';
import type { SqliteSealing } from './sealing';
import type { SqliteWork } from './work';

export interface ReadingParts {
  /** Runs a query on the open file. */
  readonly read: <T>(query: () => T) => Promise<T>;
  readonly reads: SqliteReads;
  readonly work: Pick<SqliteWork, 'ofConversation'>;
  readonly sealing: SqliteSealing;
  readonly onDamage: ((fault: StoreFault) => void) | undefined;
}

/** The reads of the port: first the key, which may have to be fetched, then the rows and their opening in one go. */
export function createReading(
  parts: ReadingParts,
): Pick<Store, 'load' | 'transcript' | 'records' | 'work'> & Pick<Publishing, 'record'> {
  const { read, reads, work, sealing } = parts;
  const withKey = async <T>(id: string, query: (key: KeptKey | undefined) => T): Promise<T> => {
    const key = sealing.known(id) ?? (await keyOf(parts, id));
    return read(() => query(key));
  };
  return {
    load: (id) => withKey(id, (key) => reads.conversation(id, key)),
    transcript: (id, afterSeq, limit) => withKey(id, (key) => reads.transcript(id, afterSeq, limit, key)),
    work: (id) => withKey(id, (key) => work.ofConversation(id, key)),
    record: (kind, conversationId, id) =>
      withKey(conversationId, (key) => {
        const row = reads.recordRow(kind, conversationId, id);
        return row && reads.record(kind, row, key);
      }),
    records: (kind, filter) => {
      const { conversationId: id } = filter;
      if (id === undefined) return recordsOfAll(parts, kind, filter.limit);
      return withKey(id, (key) => reads.records(kind, filter).map((row) => reads.record(kind, row, key)));
    },
  };
}

/** One that was damaged is told of and left out: a list must not be lost with one of its lines. */
async function recordsOfAll<K extends RecordKind>(parts: ReadingParts, kind: K, limit: number) {
  const { read, reads, sealing } = parts;
  const keys = new Map<string, KeptKey | undefined>();
  for (;;) {
    const rows = await read(() => reads.records(kind, { limit }));
    const locked = kind === 'notice' ? [] : rows.filter(isLocked);
    if (locked.length === 0) return rows.flatMap(opened);
    for (const { conversationId } of locked) keys.set(conversationId, await keyOrNone(parts, conversationId));
  }

  function isLocked({ conversationId: id }: RecordRow): boolean {
    return sealing.isSealing && sealing.known(id) === undefined && !keys.has(id);
  }
  function opened(row: RecordRow): readonly Extract<RecordDocument, { kind: K }>[] {
    try {
      return [reads.record(kind, row, sealing.known(row.conversationId) ?? keys.get(row.conversationId))];
    } catch (cause) {
      leaveOut(cause, parts.onDamage);
      return [];
    }
  }
}

/** None for a key that was damaged; the row is then found damaged too. */
async function keyOrNone(parts: ReadingParts, conversationId: string): Promise<KeptKey | undefined> {
  try {
    return await keyOf(parts, conversationId);
  } catch (cause) {
    if (toStoreFault(cause).isOfOneRow) return undefined;
    throw cause;
  }
}

/** Looked for as any query: a closed or failing file is told as such. */
async function keyOf({ read, sealing }: ReadingParts, conversationId: string): Promise<KeptKey | undefined> {
  return sealing.isSealing ? await (await read(() => ({ key: sealing.keyToRead(conversationId) }))).key : undefined;
}
