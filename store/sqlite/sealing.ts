import type { Database } from 'better-sqlite3';
import { type DataKey, damaged, type Place, seal, unseal } from '../sealing/seal';
import type { KeptKey, SealKeys } from '../sealing/sealKeys';
import { placeOf, type RowBody } from '../sealing/sealPlaces';
import { StoreFault } from '../storeFault';
import { createAdoption, parsed } from './adoption';
import type { Keyring } from './keyring';

/**
 * How bodies are written to the rows of one file and read from them. The key of a conversation is asked for outside a
 * transaction, because it may have to be fetched; everything else happens at once.
 */
export interface SqliteSealing {
  /** What to write with; it must be given to `adopt` in the same transaction. Undefined: in the clear. */
  keyToWrite(conversationId: string): Promise<KeptKey | undefined>;
  /** What to read with; undefined: the conversation is not here, or in the clear. */
  keyToRead(conversationId: string): Promise<KeptKey | undefined>;
  /** A key that is at hand, without waiting. */
  known(conversationId: string): KeptKey | undefined;
  /** Whether anything is sealed here at all. */
  readonly isSealing: boolean;
  write(key: DataKey | undefined, place: Place, value: unknown): RowBody;
  /** Throws a 'corrupt' fault for a body that is not what was written there. */
  read(key: KeptKey | undefined, place: Place, row: RowBody): unknown;
  /** A notice is shown in many conversations and told of nobody: the store's own key seals it. */
  writeNotice(id: string, value: unknown): RowBody;
  readNotice(id: string, row: RowBody): unknown;
  /** What belongs to no conversation: the store's own key seals it, and it never was in the clear. */
  writeOwn(place: Place, value: unknown): RowBody;
  readOwn(place: Place, row: RowBody): unknown;
  /** What goes beside a row that is all in the clear, so that it is known again; null where nothing is sealed. */
  vouchFor(place: Place): Buffer | null;
  /** Throws a 'corrupt' fault when nobody vouched for the row as it stands. */
  assertVouchedFor(place: Place, voucher: Buffer | null): void;
  /** Stores the key of a conversation that has none, and seals what it has in the clear. */
  adopt(pk: number, conversationId: string, key: KeptKey | undefined): void;
  /** Keeps the key at hand once the transaction with `adopt` has committed it; gives its outcome back. */
  adopted<T extends { readonly status: string }>(conversationId: string, key: KeptKey, outcome: Promise<T>): Promise<T>;
  forget(conversationId: string): void;
  healthy(): boolean;
  stop(): void;
}

/** Rows in the clear: for a file on a disk that is encrypted as a whole, and for tests. */
export const IN_THE_CLEAR: SqliteSealing = {
  keyToWrite: async () => undefined,
  keyToRead: async () => undefined,
  known: () => undefined,
  isSealing: false,
  write: (_key, _place, value) => clear(value),
  read: (_key, _place, { body }) => JSON.parse(body),
  writeNotice: (_id, value) => clear(value),
  readNotice: (_id, { body }) => JSON.parse(body),
  writeOwn: (_place, value) => clear(value),
  readOwn: (_place, { body }) => JSON.parse(body),
  vouchFor: () => null,
  assertVouchedFor: () => {},
  adopt: () => {},
  adopted: (_conversationId, _key, outcome) => outcome,
  forget: () => {},
  healthy: () => true,
  stop: () => {},
};

/** Every body sealed with the key of its conversation. Clear rows are believed only while an older file is being sealed. */
export function createSqliteSealing(db: Database, keys: SealKeys, ring: Keyring): SqliteSealing {
  const find = db.prepare<[string], Found>(`
    SELECT conversation.pk, erased_at AS erasedAt, keyring.version, data_key.wrapped
    FROM conversation LEFT JOIN data_key ON data_key.conversation = conversation.pk
    LEFT JOIN keyring ON keyring.pk = data_key.keyring WHERE id = ?`);
  const open = (conversationId: string, { version, wrapped }: Found): Promise<KeptKey> | undefined => {
    if (wrapped === null) return undefined;
    return keys.open(conversationId, { keyId: version ?? 'not in the ring', bytes: wrapped });
  };
  const read = (key: DataKey | undefined, place: Place, { body, sealed }: RowBody): unknown => {
    if (key !== undefined && sealed !== null) return JSON.parse(unseal(key, place, sealed));
    if (key === undefined && sealed === null && ring.hasClearRows()) return parsed(place, body);
    throw damaged(place, sealed === null ? 'is in the clear' : 'has lost its key');
  };
  const sealing: SqliteSealing = {
    keyToWrite: async (conversationId) => {
      const known = keys.known(conversationId);
      const found = known ? undefined : find.get(conversationId);
      if (typeof found?.erasedAt === 'number') throw new StoreFault('erased', { detail: conversationId });
      const stored = known ?? (found && (await open(conversationId, found)));
      if (stored !== undefined) return stored;
      const created = await keys.create(conversationId);
      await ring.ensure(created.wrapped.keyId);
      return created;
    },
    keyToRead: async (conversationId) => {
      const found = find.get(conversationId);
      return found && found.erasedAt === null ? open(conversationId, found) : undefined;
    },
    known: keys.known,
    isSealing: true,
    write: (key, place, value) => {
      if (key === undefined) throw new StoreFault('keysUnreachable');
      return { body: '', sealed: seal(key, place, JSON.stringify(value)) };
    },
    read,
    writeNotice: (id, value) => sealing.writeOwn(placeOf.notice(id), value),
    readNotice: (id, row) => read(row.sealed === null ? undefined : ring.storeKey, placeOf.notice(id), row),
    writeOwn: (place, value) => sealing.write(ring.storeKey, place, value),
    readOwn: (place, row) => read(ring.storeKey, place, row),
    vouchFor: (place) => seal(ring.storeKey, place, 'null'),
    assertVouchedFor: (place, voucher) => {
      if (voucher !== null) unseal(ring.storeKey, place, voucher);
      else if (!ring.hasBareNames()) throw damaged(place, 'has nothing that vouches for it');
    },
    adopt: (pk, conversationId, key) => {
      if (key !== undefined && keys.known(conversationId) !== key) adoption.adopt(pk, conversationId, key);
    },
    adopted: (conversationId, key, outcome) =>
      keys.known(conversationId) === key ? outcome : keepAfter(keys, conversationId, key, outcome),
    forget: keys.forget,
    healthy: keys.healthy,
    stop: keys.stop,
  };
  const adoption = createAdoption(db, ring, sealing.write);
  return sealing;
}

async function keepAfter<T extends { readonly status: string }>(
  keys: SealKeys,
  conversationId: string,
  key: KeptKey,
  outcome: Promise<T>,
): Promise<T> {
  let isKept = false;
  try {
    const told = await outcome;
    isKept = told.status === 'committed';
    return told;
  } finally {
    if (isKept) keys.keep(conversationId, key);
    else keys.forget(conversationId);
  }
}

interface Found {
  readonly pk: number;
  readonly erasedAt: number | null;
  /** What the key is wrapped with; null: that is not in the ring. */
  readonly version: string | null;
  readonly wrapped: Buffer | null;
}

function clear(value: unknown): RowBody {
  return { body: JSON.stringify(value), sealed: null };
}
