import type { RecordDocument, RecordKind } from '../documents';
import { leaveOut } from '../leaveOut';
import type { KeptKey } from '../sealing/sealKeys';
import type { Publishing, Store } from '../store';
import { StoreFault, toStoreFault } from '../storeFault';
import { CONVERSATION, type Conversations } from './conversations';
import { type NoticeRow, type RecordRow, type TranscriptRow, UNIQUE } from './documents';
import { itemId } from './ids';
import type { CosmosSealing } from './sealing';
import type { CosmosWire } from './wire';

export interface ReadParts {
  readonly wire: CosmosWire;
  readonly conversations: Conversations;
  readonly sealing: CosmosSealing;
  readonly onDamage: ((fault: StoreFault) => void) | undefined;
}

type RecordOf<K> = Extract<RecordDocument, { kind: K }>;

/** What rows are opened with. */
interface Reader {
  readonly key: KeptKey | undefined;
}

/** Reads of what is committed: first the key, then the rows, opened as what was written there or not at all. */
export function createCosmosReads(
  parts: ReadParts,
): Pick<Store, 'load' | 'transcript' | 'records'> & Pick<Publishing, 'record'> {
  const { wire, conversations, sealing } = parts;
  const { bodies } = sealing;
  return {
    load: async (id) => {
      const main = await conversations.read(id);
      if (main === undefined) return undefined;
      if (main.row.erased === undefined) return bodies.conversation(main.row, await sealing.toRead(main.row));
      sealing.forget(id);
      throw new StoreFault('erased', { detail: id });
    },
    transcript: async (partition, afterSeq, limit) => {
      const reader = await readerOf(parts, partition);
      if (reader === undefined) return [];
      const query = { select: TRANSCRIPT, partition, path: 'last', bound: ['>', afterSeq], limit } as const;
      const rows = await wire.query<TranscriptRow>(CONVERSATION, query);
      const entries = rows.flatMap((row) => bodies.transcript(row, reader.key));
      return entries.filter((entry) => entry.seq > afterSeq).slice(0, limit);
    },
    record: async (kind, partition, id) => {
      const reader = await readerOf(parts, partition);
      const found = reader && (await wire.read<RecordRow>(CONVERSATION, partition, itemId('record', id)));
      if (reader === undefined || found?.row.value.kind !== kind) return undefined;
      return bodies.record(kind, found.row, reader.key);
    },
    records: async (kind, { conversationId, limit }) => {
      // The same for everybody, and elsewhere.
      if (kind === 'notice') return noticesOf(parts, conversationId, limit);
      const newest = { path: `record/${kind}`, bound: ['>', 0], newestFirst: true, limit } as const;
      if (conversationId === undefined) {
        return recordsOfAll(parts, kind, await wire.query<RecordRow>(CONVERSATION, newest));
      }
      const reader = await readerOf(parts, conversationId);
      if (reader === undefined) return [];
      const rows = await wire.query<RecordRow>(CONVERSATION, { ...newest, partition: conversationId });
      return rows.map((row) => bodies.record(kind, row, reader.key));
    },
  };
}

const TRANSCRIPT = ['conversationId', 'last', 'entries', 'sealed'];

/** Undefined where there is nothing to read: no conversation, or an erased one. */
export async function readerOf({ conversations, sealing }: Omit<ReadParts, 'wire' | 'onDamage'>, id: string) {
  const known = sealing.known(id);
  if (known !== undefined) return { key: known };
  const main = await conversations.read(id);
  if (main === undefined || main.row.erased !== undefined) return undefined;
  const reader: Reader = { key: await sealing.toRead(main.row) };
  return reader;
}

/** One that was damaged is told of and left out: a list must not be lost with one of its lines. */
async function recordsOfAll<K extends RecordKind>(
  parts: ReadParts,
  kind: K,
  rows: readonly RecordRow[],
): Promise<readonly RecordOf<K>[]> {
  const readers = new Map<string, Reader | undefined>();
  for (const { conversationId: id } of rows) {
    if (!readers.has(id)) readers.set(id, await unlessDamaged(() => readerOf(parts, id), { key: undefined }));
  }
  return rows.flatMap((row) => {
    const reader = readers.get(row.conversationId);
    return reader === undefined ? [] : sound(parts, () => parts.sealing.bodies.record(kind, row, reader.key));
  });
}

/** Without its key each row is then found damaged too. */
async function unlessDamaged<T>(read: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (toStoreFault(cause).isOfOneRow) return otherwise;
    throw cause;
  }
}

function sound<T>({ onDamage }: ReadParts, open: () => T): readonly T[] {
  try {
    return [open()];
  } catch (cause) {
    leaveOut(cause, onDamage);
    return [];
  }
}

const MOST_NOTICES = 10_000;

/** There are few of them, so those of one conversation are picked from all. */
async function noticesOf<K extends RecordKind>(
  parts: ReadParts,
  conversationId: string | undefined,
  limit: number,
): Promise<readonly RecordOf<K>[]> {
  const rows = await parts.wire.query<NoticeRow>(UNIQUE, {
    path: 'record/notice',
    bound: ['>', 0],
    newestFirst: true,
    limit: conversationId === undefined ? limit : MOST_NOTICES,
  });
  return rows
    .filter(({ value }) => conversationId === undefined || value.conversationId === conversationId)
    .slice(0, limit)
    .flatMap(({ value }) => sound(parts, () => parts.sealing.bodies.notice(value) as RecordDocument as RecordOf<K>));
}
