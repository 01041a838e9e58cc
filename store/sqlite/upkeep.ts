import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { leaveOut } from '../leaveOut';
import type { SealKeys } from '../sealing/sealKeys';
import { placeOf } from '../sealing/sealPlaces';
import { toStoreFault } from '../storeFault';
import { type Upkept, whileFaulty } from '../upkept';
import { parsed } from './adoption';
import { emptyLog } from './erase';
import type { Others } from './holding';
import { type JudgeParts, judgeAll } from './judge';
import type { Keyring } from './keyring';
import type { FileLock } from './lockFile';
import { erasing } from './overwrite';
import type { SqliteSealing } from './sealing';

export interface UpkeepParts extends JudgeParts {
  readonly sealing: SqliteSealing;
  readonly keys: SealKeys;
  readonly ring: Keyring;
  readonly others: Others | undefined;
}

/** So few at a time that no turn waits for long. */
const AT_ONCE = 8;
const BETWEEN_MS = 5;
const NAMES_AT_ONCE = 100;
const FOR_OTHERS_MS = 250;

/**
 * Seals what an earlier release left in the clear, wraps every key that is not wrapped with the current version, and says
 * of whom somebody of the bank is needed.
 * What is done is in the rows themselves, so it goes on where it was cut off; turns run meanwhile.
 */
export async function keepUp(parts: UpkeepParts, signal: AbortSignal): Promise<Upkept> {
  const right = await rightOf(parts, signal);
  try {
    const sealed = await whileFaulty(signal, () => sealClear(parts, signal));
    await whileFaulty(signal, () => vouchForNames(parts, signal));
    const rewrapped = await whileFaulty(signal, () => rewrapAll(parts, signal));
    await whileFaulty(signal, () => judgeAll(parts, signal));
    return { sealed, rewrapped };
  } finally {
    right?.release();
  }
}

/** One instance at a time: the next one finds done what the one before did, and goes on where that one died. */
async function rightOf({ others }: UpkeepParts, signal: AbortSignal): Promise<FileLock | undefined> {
  if (others === undefined) return undefined;
  for (;;) {
    signal.throwIfAborted();
    const right = others.takeUpkeep();
    if (right !== undefined) return right;
    await pause(FOR_OTHERS_MS, undefined, { signal, ref: false });
  }
}

async function sealClear(parts: UpkeepParts, signal: AbortSignal): Promise<number> {
  const { db, write, ring } = parts;
  if (!ring.hasClearRows()) return 0;
  const find = db.prepare<[number], ClearConversation>(`
    SELECT pk, id FROM conversation WHERE pk > ? AND erased_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM data_key WHERE conversation = conversation.pk) ORDER BY pk LIMIT ${AT_ONCE}`);
  let [count, left] = [0, 0];
  for (let found = find.all(0); found.length > 0; found = find.all(found.at(-1)?.pk ?? 0)) {
    signal.throwIfAborted();
    const done = await Promise.all(found.map((each) => unlessDamaged(parts, () => sealOne(parts, each))));
    count += done.filter(Boolean).length;
    left += done.filter((isDone) => !isDone).length;
    await pause(BETWEEN_MS, undefined, { signal });
  }
  const areNoticesSealed = await unlessDamaged(parts, () => write(() => sealNotices(db, parts.sealing)));
  // What could not be sealed is in the clear still, and would not be believed any more.
  if (left > 0 || !areNoticesSealed) return count;
  // First: cut off in between, it is emptied again, and what was in the clear is not left in it.
  await emptyLog(db);
  await write(() => ring.reached('sealed'));
  return count;
}

interface ClearConversation {
  readonly pk: number;
  readonly id: string;
}

async function sealOne({ db, write, sealing }: UpkeepParts, { pk, id }: ClearConversation): Promise<void> {
  const key = await sealing.keyToWrite(id);
  if (key === undefined) return;
  const isThere = db.prepare<[number]>('SELECT 1 FROM conversation WHERE pk = ? AND erased_at IS NULL');
  const outcome = write(() => {
    if (isThere.get(pk) === undefined) return { status: 'erased' };
    sealing.adopt(pk, id, key);
    return { status: 'committed' };
  });
  await sealing.adopted(id, key, outcome);
}

/** False: it is damaged, told of and left as it is, and does not hold up the others. One that was erased meanwhile is done. */
async function unlessDamaged({ onDamage }: UpkeepParts, task: () => Promise<unknown>): Promise<boolean> {
  try {
    await task();
    return true;
  } catch (cause) {
    const fault = toStoreFault(cause);
    if (fault.code === 'erased') return true;
    leaveOut(fault, onDamage);
    return false;
  }
}

function sealNotices(db: Database, sealing: SqliteSealing): void {
  const all = db.prepare<[], { pk: number; id: string; body: string }>(
    `SELECT pk, id, body FROM record WHERE kind = 'notice' AND sealed IS NULL`,
  );
  const update = db.prepare(`UPDATE record SET sealed = ?, body = '' WHERE pk = ?`);
  erasing(db, () => {
    for (const { pk, id, body } of all.all()) {
      update.run(sealing.writeNotice(id, parsed(placeOf.notice(id), body)).sealed, pk);
    }
  });
}

/** Of the names that an earlier release left bare; then none that is bare is believed any more. */
async function vouchForNames({ db, write, sealing, ring }: UpkeepParts, signal: AbortSignal): Promise<void> {
  if (!ring.hasBareNames()) return;
  const find = db.prepare<[string, string], NameRow>(`
    SELECT kind, name, conversation FROM identity
    WHERE sealed IS NULL AND (kind, name) > (?, ?) ORDER BY kind, name LIMIT ${NAMES_AT_ONCE}`);
  const update = db.prepare<[Buffer | null, string, string, string]>(
    'UPDATE identity SET sealed = ? WHERE kind = ? AND name = ? AND conversation = ? AND sealed IS NULL',
  );
  for (let found = find.all('', ''); found.length > 0; ) {
    signal.throwIfAborted();
    await write(() => {
      for (const { kind, name, conversation } of found)
        update.run(sealing.vouchFor(placeOf.name(kind, name, conversation)), kind, name, conversation);
    });
    await pause(BETWEEN_MS, undefined, { signal });
    const { kind = '', name = '' } = found.at(-1) ?? {};
    found = find.all(kind, name);
  }
  if (!ring.hasClearRows() && !ring.hasRemains()) await write(() => ring.reached('named'));
}

interface NameRow {
  readonly kind: string;
  readonly name: string;
  readonly conversation: string;
}

interface WrappedRow {
  readonly pk: number;
  readonly id: string;
  /** Null: it is not in the ring. */
  readonly version: string | null;
  readonly wrapped: Buffer;
}

/**
 * Writes the whole file anew, so that nothing that was in the clear is left in places it does not use any more. Once, at
 * the first opening after all was sealed; where the disk has no room for it the next opening tries again.
 */
export async function compact(db: Database, ring: Keyring): Promise<void> {
  if (ring.hasClearRows() || !ring.hasRemains()) return;
  try {
    db.exec('VACUUM');
    await emptyLog(db);
    ring.reached('compact');
  } catch (cause) {
    const fault = toStoreFault(cause);
    if (!fault.retryable) throw fault;
  }
}

async function rewrapAll(parts: UpkeepParts, signal: AbortSignal): Promise<number> {
  const { db, write, keys, ring } = parts;
  await ring.ensure(keys.current);
  if (ring.isSingle()) return 0;
  const current = ring.pkOf(keys.current);
  const find = db.prepare<[number, number], WrappedRow>(`
    SELECT conversation AS pk, conversation.id, keyring.version, data_key.wrapped
    FROM data_key JOIN conversation ON conversation.pk = data_key.conversation
    LEFT JOIN keyring ON keyring.pk = data_key.keyring
    WHERE conversation > ? AND keyring <> ? AND erased_at IS NULL ORDER BY conversation LIMIT ${AT_ONCE}`);
  // Only the key that was read: meanwhile the conversation may have been erased.
  const update = db.prepare<[number, Buffer, number, Buffer]>(
    'UPDATE data_key SET keyring = ?, wrapped = ? WHERE conversation = ? AND wrapped = ?',
  );
  let count = 0;
  for (;;) {
    let damaged = 0;
    for (let found = find.all(0, current); found.length > 0; found = find.all(found.at(-1)?.pk ?? 0, current)) {
      signal.throwIfAborted();
      const wrapped = await Promise.all(found.map((row) => rewrapped(parts, row)));
      await write(() =>
        erasing(db, () => {
          for (const [at, { pk, wrapped: old }] of found.entries()) {
            const key = wrapped[at];
            if (key !== undefined) count += update.run(current, key, pk, old).changes;
            else damaged += 1;
          }
        }),
      );
      await pause(BETWEEN_MS, undefined, { signal });
    }
    if (damaged > 0 || (await write(() => retire(db, ring, current)))) return count;
    // A process that does not have the new version yet wrapped another key meanwhile.
    await pause(FOR_OTHERS_MS, undefined, { signal });
  }
}

/**
 * Keys that were destroyed name no other version than the rest; nothing of them is left to wrap. False, and nothing was
 * done, while a key is there that only another version opens: by another name it would open no more.
 */
function retire(db: Database, ring: Keyring, current: number): boolean {
  const left = db.prepare<[number]>(`
    SELECT 1 FROM data_key JOIN conversation ON conversation.pk = data_key.conversation
    WHERE keyring <> ? AND erased_at IS NULL LIMIT 1`);
  if (left.get(current) !== undefined) return false;
  db.prepare('UPDATE data_key SET keyring = ? WHERE keyring <> ?').run(current, current);
  erasing(db, ring.retire);
  return true;
}

/** None for a key that was damaged: it is told of, left as it is, and does not hold up the others. */
async function rewrapped({ keys, onDamage }: UpkeepParts, row: WrappedRow): Promise<Buffer | undefined> {
  try {
    const wrapped = { keyId: row.version ?? 'not in the ring', bytes: row.wrapped };
    return (await keys.rewrap(row.id, wrapped)).bytes;
  } catch (cause) {
    const fault = toStoreFault(cause);
    if (fault.retryable) throw fault;
    onDamage?.(fault);
    return undefined;
  }
}
