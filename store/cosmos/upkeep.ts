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
const ROWS_IN_PAGE = 200;
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

async function endErasures(parts: CosmosUpkeepParts, signal: AbortSignal): Promise<void> {
  const { wire, erase } = parts;
  const damaged = new Set<string>();
  for (;;) {
    signal.throwIfAborted();
    const limit = AT_ONCE + damaged.size;
    const query = { select: ['conversationId'], path: `ready/${ERASURE}`, bound: ['>', -1], limit } as const;
    const found = await wire.query<Pick<MainRow, 'conversationId'>>(CONVERSATION, query);
    const left = found.filter(({ conversationId }) => !damaged.has(conversationId));
    if (left.length === 0) return;
    for (const { conversationId: id } of left) {
      if ((await unlessDamaged(parts, () => erase(id))) === 'damaged') damaged.add(id);
    }
    await pause(BETWEEN_MS, undefined, { signal });
  }
}

async function sealClear(parts: CosmosUpkeepParts, signal: AbortSignal): Promise<number> {
  const { wire, ring } = parts;
  if (!ring.hasClearRows()) return 0;
  let [count, damaged] = [0, 0];
  for await (const found of conversationsOf(wire)) {
    for (let from = 0; from < found.length; from += AT_ONCE) {
      signal.throwIfAborted();
      const some = found.slice(from, from + AT_ONCE);
      const done = await Promise.all(some.map((id) => unlessDamaged(parts, () => sealOne(parts, id))));
      count += done.filter((outcome) => outcome === true).length;
      damaged += done.filter((outcome) => outcome === 'damaged').length;
      await pause(BETWEEN_MS, undefined, { signal });
    }
  }
  damaged += await sealNotices(parts);
  // What could not be sealed would not be believed any more.
  if (damaged === 0) await ring.sealed();
  return count;
}

/** The ids of all, some at a time and each time by a query of its own: there may be more than one can look through. */
async function* conversationsOf(wire: CosmosWire): AsyncGenerator<readonly string[]> {
  for (let after = ''; ; ) {
    const query = { select: ['conversationId'], path: 'conversationId', bound: ['>', after] } as const;
    const rows = await wire.query<Pick<MainRow, 'conversationId'>>(CONVERSATION, { ...query, limit: ROWS_IN_PAGE });
    const ids = [...new Set(rows.map(({ conversationId }) => conversationId))];
    const last = ids.at(-1);
    if (last === undefined) return;
    yield ids;
    after = last;
  }
}

/** What is damaged is told of, left as it is, and does not hold up the others. What was erased meanwhile needs nothing. */
async function unlessDamaged<T>(
  { onDamage }: CosmosUpkeepParts,
  task: () => Promise<T>,
): Promise<T | 'damaged' | 'gone'> {
  try {
    return await task();
  } catch (cause) {
    const fault = toStoreFault(cause);
    if (fault.code === 'erased') return 'gone';
    if (fault.retryable) throw fault;
    onDamage?.(fault);
    return 'damaged';
  }
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

/** How many are damaged. */
async function sealNotices(parts: CosmosUpkeepParts): Promise<number> {
  const { wire, sealing } = parts;
  const { bodies } = sealing;
  const query = { path: 'record/notice', bound: ['>', 0], limit: MOST_ROWS } as const;
  let damaged = 0;
  for (const row of await wire.query<NoticeRow & { readonly _etag: string }>(UNIQUE, query)) {
    if (row.value.sealed !== undefined) continue;
    const value = await unlessDamaged(parts, async () => bodies.sealNotice(bodies.notice(row.value)));
    if (value === 'damaged') damaged += 1;
    if (typeof value === 'string') continue;
    const sealed: NoticeRow = { ...row, value };
    await wire.write(UNIQUE, row.id, [{ kind: 'replace', row: sealed, etag: row._etag }]);
  }
  return damaged;
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
    const done = await Promise.all(left.map((id) => unlessDamaged(parts, () => rewrapLocked(parts, id))));
    for (const [at, id] of left.entries()) if (done[at] === 'damaged') damaged.add(id);
    const some = done.filter((outcome) => outcome === true).length;
    count += some;
    // Nothing done: somebody else is at it, or what was found is old.
    await pause(some > 0 ? BETWEEN_MS : AFTER_NOTHING_MS, undefined, { signal });
  }
  if (damaged.size === 0) await ring.retire(keys.current);
  return count;
}

function rewrapLocked(parts: CosmosUpkeepParts, id: string): Promise<boolean> {
  return parts.conversations.lock.run([id], () => rewrapOne(parts, id));
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
