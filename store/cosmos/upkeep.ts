import { setTimeout as pause } from 'node:timers/promises';
import type { SealKeys } from '../sealing/sealKeys';
import { placeOf } from '../sealing/sealPlaces';
import { StoreFault, toStoreFault } from '../storeFault';
import { type Upkept, whileFaulty } from '../upkept';
import { CONVERSATION, type Conversations, versionOf } from './conversations';
import { ERASURE, MAIN, type MainRow, type NoticeRow, UNIQUE } from './documents';
import type { CosmosKeyring } from './keyring';
import { type CosmosSealing, stored, wrappedOf } from './sealing';
import { isClear, sealRow } from './sealRow';
import type { CosmosWire, Found, Write } from './wire';

export interface CosmosUpkeepParts {
  readonly wire: CosmosWire;
  readonly conversations: Conversations;
  readonly sealing: CosmosSealing;
  readonly keys: SealKeys;
  readonly ring: CosmosKeyring;
  readonly erase: (conversationId: string) => Promise<unknown>;
  /** Resolves when every conversation says whether somebody is needed. */
  readonly judged: () => Promise<void>;
  readonly onDamage: ((fault: StoreFault) => void) | undefined;
}

/** So few at a time that turns keep the most of the throughput. */
const AT_ONCE = 8;
const BETWEEN_MS = 5;
const AFTER_NOTHING_MS = 200;
const MOST_TRIES = 12;
const MOST_ROWS = 100_000;
const MOST_IN_BATCH = 20;

/**
 * Ends erasures that were cut off, seals what an earlier release left in the clear, wraps every key that is not wrapped
 * with the current version, and judges who is looked for by people. What is done is in the rows themselves, so it goes on
 * where it was cut off, and any number of processes may do it at once, beside the turns.
 */
export async function keepUp(parts: CosmosUpkeepParts, signal: AbortSignal): Promise<Upkept> {
  await whileFaulty(signal, () => endErasures(parts, signal));
  const sealed = await whileFaulty(signal, () => sealClear(parts, signal));
  const rewrapped = await whileFaulty(signal, () => rewrapAll(parts, signal));
  await whileFaulty(signal, parts.judged);
  return { sealed, rewrapped };
}

async function endErasures({ wire, erase }: CosmosUpkeepParts, signal: AbortSignal): Promise<void> {
  const query = { select: ['conversationId'], path: `ready/${ERASURE}`, bound: ['>', -1], limit: AT_ONCE } as const;
  for (;;) {
    signal.throwIfAborted();
    const found = await wire.query<Pick<MainRow, 'conversationId'>>(CONVERSATION, query);
    if (found.length === 0) return;
    for (const { conversationId } of found) await erase(conversationId);
    await pause(BETWEEN_MS, undefined, { signal });
  }
}

async function sealClear(parts: CosmosUpkeepParts, signal: AbortSignal): Promise<number> {
  const { wire, ring } = parts;
  if (!ring.hasClearRows()) return 0;
  const query = { select: ['conversationId'], path: 'id', says: MAIN, limit: Number.MAX_SAFE_INTEGER } as const;
  const found = await wire.query<Pick<MainRow, 'conversationId'>>(CONVERSATION, query);
  let count = 0;
  for (let from = 0; from < found.length; from += AT_ONCE) {
    signal.throwIfAborted();
    const some = found.slice(from, from + AT_ONCE);
    const done = await Promise.all(some.map(({ conversationId }) => sealOne(parts, conversationId)));
    count += done.filter(Boolean).length;
    await pause(BETWEEN_MS, undefined, { signal });
  }
  await sealNotices(parts);
  await ring.sealed();
  return count;
}

/** Whether there was anything to seal. */
function sealOne(parts: CosmosUpkeepParts, id: string): Promise<boolean> {
  return parts.conversations.lock.run([id], async () => {
    let wasClear = false;
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const left = await sealOnce(parts, id);
      if (left === 'nothing') return wasClear;
      wasClear = true;
    }
    throw new StoreFault('busy', { detail: `${id} could not be sealed` });
  });
}

/** The main row first, with the key; then what else is in the clear. Whatever changed meanwhile is left for the next time. */
async function sealOnce({ wire, conversations, sealing }: CosmosUpkeepParts, id: string): Promise<'nothing' | 'some'> {
  const main = await conversations.read(id);
  if (main === undefined || main.row.erased !== undefined) return 'nothing';
  const key = await sealing.toWrite(id, main.row);
  if (main.row.sealed === undefined) {
    const { conversation, ...rest } = main.row;
    const version = versionOf(main.row);
    const body = key.seal(placeOf.conversation(id, version), conversation);
    const row: MainRow = { ...rest, version, sealed: body, ...key.kept };
    const outcome = await conversations.write({ main: row, writes: [{ kind: 'replace', row, etag: main.etag }] });
    sealing.written(id, key, outcome.status !== 'refused');
    return 'some';
  }
  const query = { partition: id, path: 'conversationId', says: id, limit: MOST_ROWS } as const;
  const rows = (await wire.query<ClearRow>(CONVERSATION, query)).filter(isClear);
  for (let from = 0; from < rows.length; from += MOST_IN_BATCH) {
    const writes = rows
      .slice(from, from + MOST_IN_BATCH)
      .map((row): Write => ({ kind: 'replace', row: sealRow(row, key), etag: row._etag }));
    await wire.write(CONVERSATION, id, writes);
  }
  return rows.length === 0 ? 'nothing' : 'some';
}

type ClearRow = Parameters<typeof sealRow>[0] & { readonly _etag: string };

async function sealNotices({ wire, sealing }: CosmosUpkeepParts): Promise<void> {
  const query = { path: 'record/notice', bound: ['>', 0], limit: MOST_ROWS } as const;
  for (const row of await wire.query<NoticeRow & { readonly _etag: string }>(UNIQUE, query)) {
    if (row.value.sealed !== undefined) continue;
    const sealed: NoticeRow = { ...row, value: sealing.bodies.sealNotice(sealing.bodies.notice(row.value)) };
    await wire.write(UNIQUE, row.id, [{ kind: 'replace', row: sealed, etag: row._etag }]);
  }
}

async function rewrapAll(parts: CosmosUpkeepParts, signal: AbortSignal): Promise<number> {
  const { wire, keys, ring } = parts;
  const current = await ring.placeOf(keys.current);
  const damaged = new Set<string>();
  let count = 0;
  const others = (bound: readonly ['<=' | '>', number]) => {
    const query = { select: ['conversationId'], path: 'ring', bound, limit: AT_ONCE + damaged.size };
    return wire.query<Pick<MainRow, 'conversationId'>>(CONVERSATION, query);
  };
  for (;;) {
    signal.throwIfAborted();
    const found = [...(await others(['<=', current - 1])), ...(await others(['>', current]))];
    const left = found.map(({ conversationId }) => conversationId).filter((id) => !damaged.has(id));
    if (left.length === 0) break;
    const done = await Promise.all(left.map((id) => rewrapOrTell(parts, id, damaged)));
    const some = done.filter(Boolean).length;
    count += some;
    // Nothing done: somebody else is at it, or what was found is old.
    await pause(some > 0 ? BETWEEN_MS : AFTER_NOTHING_MS, undefined, { signal });
  }
  if (damaged.size === 0) await ring.retire(keys.current);
  return count;
}

/** A key that was damaged is told of, left as it is, and does not hold up the others. */
async function rewrapOrTell(parts: CosmosUpkeepParts, id: string, damaged: Set<string>): Promise<boolean> {
  try {
    return await parts.conversations.lock.run([id], () => rewrapOne(parts, id));
  } catch (cause) {
    const fault = toStoreFault(cause);
    if (fault.retryable) throw fault;
    damaged.add(id);
    parts.onDamage?.(fault);
    return false;
  }
}

/** False: somebody else was faster, or it is to be tried again. */
async function rewrapOne({ wire, keys, ring }: CosmosUpkeepParts, id: string): Promise<boolean> {
  const main: Found<MainRow> | undefined = await wire.read(CONVERSATION, id, MAIN);
  if (main?.row.key === undefined) return false;
  const { key } = main.row;
  const isCurrent = key.version === keys.current;
  // A version that left the ring and came back has another place in it.
  if (isCurrent && main.row.ring === (await ring.placeOf(key.version))) return false;
  const wrapped = isCurrent ? wrappedOf(key) : await keys.rewrap(id, wrappedOf(key));
  const row: MainRow = { ...main.row, ...(await stored(ring, wrapped)) };
  const outcome = await wire.write(CONVERSATION, id, [{ kind: 'replace', row, etag: main.etag }]);
  return outcome.status !== 'refused';
}
