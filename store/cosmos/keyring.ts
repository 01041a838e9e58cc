import { randomBytes } from 'node:crypto';
import type { Kms } from '../sealing/kms';
import { type DataKey, seal, toDataKey, unseal } from '../sealing/seal';
import { STATE_PLACE, storeSecretOf, wrapStoreSecret } from '../sealing/storeKey';
import { StoreFault } from '../storeFault';
import { UNIQUE } from './documents';
import type { CosmosWire, Found } from './wire';

/**
 * The versions of the key-encryption key this database is wrapped with, and the store's own key, which proves at opening
 * that they are the right ones and seals what belongs to no conversation. One row for all processes.
 */
export interface CosmosKeyring {
  readonly storeKey: DataKey;
  /** Whether rows in the clear are to be believed: only until those of an earlier release are sealed. */
  hasClearRows(): boolean;
  /** The place of a version in the ring, which it is given when it is not there yet. */
  placeOf(version: string): Promise<number>;
  /** Durably: no row in the clear is believed any more. */
  sealed(): Promise<void>;
  /** Takes out every version but this one; to be called when nothing is wrapped with them. */
  retire(version: string): Promise<void>;
}

const RING = 'keyring';
const MOST_TRIES = 12;

interface RingRow {
  readonly id: typeof RING;
  readonly versions: readonly RingVersion[];
  /** How far an earlier release's rows are sealed, under the store key. */
  readonly state: string;
}

interface RingVersion {
  readonly place: number;
  readonly version: string;
  readonly wrapped: string;
}

type Stage = 'clear' | 'sealed';

/**
 * Refuses a database that these keys do not open, and leaves it as it is. `isOld`: it may have rows of a release that did
 * not seal.
 */
export async function openCosmosKeyring(wire: CosmosWire, kms: Kms, isOld: boolean): Promise<CosmosKeyring> {
  let found = (await read(wire)) ?? (await create(wire, kms, isOld ? 'clear' : 'sealed'));
  const storeSecret = await secretOf(kms, found.row);
  const storeKey = toDataKey(storeSecret);
  let stage = stageOf(storeKey, found.row);

  /** Whoever else changed the ring meanwhile keeps what they did. */
  const change = async (next: (row: RingRow) => RingRow | undefined): Promise<void> => {
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const row = next(found.row);
      if (row === undefined) return;
      const outcome = await wire.write(UNIQUE, RING, [{ kind: 'replace', row, etag: found.etag }]);
      found = (await read(wire)) ?? found;
      if (outcome.status !== 'refused') return;
    }
    throw new StoreFault('busy', { detail: 'the ring of keys' });
  };
  const known = (version: string) => found.row.versions.find((each) => each.version === version)?.place;
  const add = async (version: string) => {
    const { keyId, bytes } = await wrapStoreSecret(storeSecret, kms);
    // It changed while the key was being wrapped: the next one is wrapped with what is in the ring.
    if (keyId !== version) throw new StoreFault('keysUnreachable', { detail: `${version} is not in the ring` });
    await change(({ versions, ...row }) => {
      if (versions.some((each) => each.version === version)) return undefined;
      const place = Math.max(0, ...versions.map((each) => each.place)) + 1;
      return { ...row, versions: [...versions, { place, version, wrapped: bytes.toString('base64') }] };
    });
  };
  const ring: CosmosKeyring = {
    storeKey,
    hasClearRows: () => stage === 'clear',
    placeOf: async (version) => {
      if (known(version) === undefined) await add(version);
      return known(version) ?? 0;
    },
    sealed: async () => {
      await change((row) =>
        stageOf(storeKey, row) === 'sealed' ? undefined : { ...row, state: state(storeKey, 'sealed') },
      );
      stage = 'sealed';
    },
    retire: (version) =>
      change(({ versions, ...row }) => {
        const kept = versions.filter((each) => each.version === version);
        return kept.length === 0 || kept.length === versions.length ? undefined : { ...row, versions: kept };
      }),
  };
  await ring.placeOf(kms.current);
  return ring;
}

function read(wire: CosmosWire): Promise<Found<RingRow> | undefined> {
  return wire.read<RingRow>(UNIQUE, RING, RING);
}

/** Of several processes that begin at once one creates the ring, and all take it. */
async function create(wire: CosmosWire, kms: Kms, stage: Stage): Promise<Found<RingRow>> {
  const secret = randomBytes(32);
  const { keyId, bytes } = await wrapStoreSecret(secret, kms);
  const versions = [{ place: 1, version: keyId, wrapped: bytes.toString('base64') }];
  const row: RingRow = { id: RING, versions, state: state(toDataKey(secret), stage) };
  await wire.write(UNIQUE, RING, [{ kind: 'create', row }]);
  const found = await read(wire);
  if (found === undefined) throw new StoreFault('busy', { detail: 'the ring of keys could not be read back' });
  return found;
}

async function secretOf(kms: Kms, { versions }: RingRow): Promise<Buffer> {
  const ring = versions.map(({ version, wrapped }) => ({ keyId: version, bytes: Buffer.from(wrapped, 'base64') }));
  const secret = await storeSecretOf(ring, kms);
  if (secret === undefined) throw new StoreFault('wrongKey', { detail: 'its ring of keys is empty' });
  return secret;
}

function state(storeKey: DataKey, stage: Stage): string {
  return seal(storeKey, STATE_PLACE, JSON.stringify({ stage })).toString('base64');
}

function stageOf(storeKey: DataKey, row: RingRow): Stage {
  return JSON.parse(unseal(storeKey, STATE_PLACE, Buffer.from(row.state, 'base64'))).stage;
}
