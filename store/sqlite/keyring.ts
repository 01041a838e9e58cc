import { randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Kms } from '../sealing/kms';
import { type DataKey, seal, toDataKey, unseal } from '../sealing/seal';
import { STATE_PLACE, storeSecretOf, wrapStoreSecret } from '../sealing/storeKey';
import { StoreFault } from '../storeFault';

/**
 * The versions of the key-encryption key this file is wrapped with, and the store's own key, which proves at opening
 * that they are the right ones and seals what belongs to no conversation.
 */
export interface Keyring {
  readonly storeKey: DataKey;
  /** Whether rows in the clear are to be believed: only until those of an earlier release are sealed. */
  hasClearRows(): boolean;
  /** Throws a fault that passes when the version is not in the ring: `ensure` adds it. */
  pkOf(version: string): number;
  /** Whether nothing can be wrapped with any version but one. */
  isSingle(): boolean;
  /** Adds the version, when it is not in the ring. */
  ensure(version: string): Promise<void>;
  /** Whether the file may still hold, in places it no longer uses, what was in the clear. */
  hasRemains(): boolean;
  /** Whether names are believed for which nothing vouches: only until those of an earlier release are vouched for. */
  hasBareNames(): boolean;
  /** Durably; `sealed`: no row in the clear is believed any more; `named`: no bare name either. */
  reached(stage: 'sealed' | 'compact' | 'named'): void;
  /** Takes out every version but the current one; to be called when nothing is wrapped with them. */
  retire(): void;
}

/** Refuses a file that these keys do not open, and leaves it as it is. */
export async function openKeyring(db: Database, kms: Kms): Promise<Keyring> {
  const sql = prepare(db);
  const rows = sql.all.all();
  const storeSecret = (await secretOf(rows, kms)) ?? randomBytes(32);
  const storeKey = toDataKey(storeSecret);
  let stage = rows.length === 0 ? firstStage(sql) : readStage(storeKey, rows);
  const state = () => seal(storeKey, STATE_PLACE, JSON.stringify({ stage }));
  /** Others of a group may have got further meanwhile. */
  const stageNow = () => {
    if (stage !== 'named') stage = readStage(storeKey, sql.all.all());
    return stage;
  };

  const ensure = async (version: string) => {
    if (sql.find.get(version) !== undefined) return;
    const wrapped = await wrapStoreSecret(storeSecret, kms);
    sql.add.run(wrapped.keyId, wrapped.bytes, state());
  };
  await ensure(kms.current);
  return {
    storeKey,
    hasClearRows: () => stage === 'clear' && stageNow() === 'clear',
    hasRemains: () => STAGES.indexOf(stageNow()) < STAGES.indexOf('compact'),
    hasBareNames: () => stage !== 'named' && stageNow() !== 'named',
    pkOf: (version) => {
      const pk = sql.find.get(version);
      // It changed while a key was being wrapped: the next one is wrapped with what is in the ring.
      if (pk === undefined) throw new StoreFault('keysUnreachable', { detail: `${version} is not in the ring` });
      return pk;
    },
    isSingle: () => sql.count.get() === 1,
    ensure,
    reached: (next) => {
      stage = next;
      sql.setState.run(state());
    },
    retire: () => void sql.retire.run(kms.current),
  };
}

/** The store's own key, for whoever only reads; undefined: the file has no ring. Refuses like `openKeyring`. */
export async function readStoreKey(db: Database, kms: Kms): Promise<DataKey | undefined> {
  const rows = prepare(db).all.all();
  const secret = await secretOf(rows, kms);
  if (secret === undefined) return undefined;
  const storeKey = toDataKey(secret);
  readStage(storeKey, rows);
  return storeKey;
}

function secretOf(rows: readonly Row[], kms: Kms): Promise<Buffer | undefined> {
  return storeSecretOf(
    rows.map(({ version, wrapped }) => ({ keyId: version, bytes: wrapped })),
    kms,
  );
}

/** Whether a file has a ring, and so must not be opened without its keys. */
export function hasKeyring(db: Database): boolean {
  return prepare(db).all.get() !== undefined;
}

interface Row {
  readonly pk: number;
  readonly version: string;
  readonly wrapped: Buffer;
  readonly state: Buffer;
}

/** How far an earlier release's file is sealed. A new one begins at the end. */
const STAGES = ['clear', 'sealed', 'compact', 'named'] as const;
type Stage = (typeof STAGES)[number];

function firstStage(sql: ReturnType<typeof prepare>): Stage {
  if (sql.anyConversation.get() !== undefined) return 'clear';
  return sql.anyName.get() === undefined ? 'named' : 'compact';
}

/** Whether a file that is only read may have names for which nothing vouches. */
export function mayHaveBareNames(db: Database, storeKey: DataKey): boolean {
  return readStage(storeKey, prepare(db).all.all()) !== 'named';
}

/** Each version has the stage beside it; the furthest counts, so that one row from an older copy changes nothing. */
function readStage(storeKey: DataKey, rows: readonly Row[]): Stage {
  const stages = rows.map(({ state }): Stage => JSON.parse(unseal(storeKey, STATE_PLACE, state)).stage);
  return STAGES.findLast((stage) => stages.includes(stage)) ?? 'compact';
}

function prepare(db: Database) {
  return {
    all: db.prepare<[], Row>('SELECT pk, version, wrapped, state FROM keyring ORDER BY pk'),
    find: db.prepare<[string], number>('SELECT pk FROM keyring WHERE version = ?').pluck(),
    count: db.prepare<[], number>('SELECT count(*) FROM keyring').pluck(),
    // One statement, so that of two instances that add the same version one does.
    add: db.prepare<[string, Buffer, Buffer]>(`
      INSERT INTO keyring (pk, version, wrapped, state) SELECT coalesce(max(pk), 1) + 1, ?, ?, ? FROM keyring WHERE true
      ON CONFLICT (version) DO NOTHING`),
    setState: db.prepare<[Buffer]>('UPDATE keyring SET state = ?'),
    retire: db.prepare<[string]>('DELETE FROM keyring WHERE version <> ?'),
    anyName: db.prepare<[], unknown>('SELECT 1 FROM identity LIMIT 1'),
    anyConversation: db.prepare<[], { pk: number }>('SELECT pk FROM conversation LIMIT 1'),
  };
}
