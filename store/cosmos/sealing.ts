import type { Wrapped } from '../sealing/kms';
import { damaged, type Place } from '../sealing/seal';
import type { KeptKey, SealKeys } from '../sealing/sealKeys';
import { placeOf } from '../sealing/sealPlaces';
import { StoreFault } from '../storeFault';
import type { CosmosBodies } from './bodies';
import { sealed } from './bodies';
import type { MainRow, StoredKey } from './documents';
import type { CosmosKeyring } from './keyring';

/** The keys of conversations as their main rows hold them, and the bodies that they open. */
export interface CosmosSealing {
  readonly bodies: CosmosBodies;
  /** What to write with: the key the row has, or a new one, which the row must then be given. */
  toWrite(conversationId: string, main: MainRow | undefined): Promise<WritingKey>;
  /** What to read with; undefined: nothing of it is sealed. */
  toRead(main: MainRow): Promise<KeptKey | undefined>;
  /** A key that is at hand, without waiting. */
  known(conversationId: string): KeptKey | undefined;
  /** After the write that gave a row its new key: whether it was kept. */
  written(conversationId: string, key: WritingKey, isKept: boolean): void;
  forget(conversationId: string): void;
}

/** Seals for one conversation. */
export interface WritingKey {
  readonly key: KeptKey;
  readonly isNew: boolean;
  /** How the main row is to keep it. */
  readonly kept: Required<Pick<MainRow, 'key' | 'ring'>>;
  seal(place: Place, value: unknown): string;
}

export function createCosmosSealing(keys: SealKeys, ring: CosmosKeyring, bodies: CosmosBodies): CosmosSealing {
  const toRead = async ({ conversationId, key }: MainRow): Promise<KeptKey | undefined> =>
    key && (keys.known(conversationId) ?? keys.open(conversationId, wrappedOf(key)));
  return {
    bodies,
    toRead,
    toWrite: async (conversationId, main) => {
      if (main?.erased !== undefined) throw new StoreFault('erased', { detail: conversationId });
      // Else what is there would be written over with a key that does not open it.
      if (main !== undefined && main.key === undefined && !ring.hasClearRows()) throw lostKey(conversationId);
      const known = main && (await toRead(main));
      const key = known ?? (await keys.create(conversationId));
      // Whoever wrapped the stored key anew must not find it undone.
      const kept = keptIn(main) ?? (await stored(ring, key.wrapped));
      return { key, isNew: known === undefined, kept, seal: (place, value) => sealed(key, place, value) };
    },
    known: keys.known,
    written: (conversationId, { key, isNew }, isKept) => {
      if (!isNew) return;
      if (isKept) keys.keep(conversationId, key);
      else keys.forget(conversationId);
    },
    forget: keys.forget,
  };
}

export function wrappedOf({ version, wrapped }: StoredKey): Wrapped {
  return { keyId: version, bytes: Buffer.from(wrapped, 'base64') };
}

/** As a main row keeps a key. */
export async function stored(ring: CosmosKeyring, { keyId, bytes }: Wrapped): Promise<WritingKey['kept']> {
  return { key: { version: keyId, wrapped: bytes.toString('base64') }, ring: await ring.placeOf(keyId) };
}

function lostKey(conversationId: string): StoreFault {
  return damaged(placeOf.conversation(conversationId, 0), 'has lost its key');
}

function keptIn(main: MainRow | undefined): WritingKey['kept'] | undefined {
  return main?.key && { key: main.key, ring: main.ring ?? 0 };
}
