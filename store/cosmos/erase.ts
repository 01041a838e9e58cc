import type { EraseOutcome, Erasure } from '../store';
import { StoreFault } from '../storeFault';
import { CONVERSATION, type Conversations, idOf, isMain, putMain, versionOf } from './conversations';
import { ERASURE, MAIN, type MainRow, UNIQUE } from './documents';
import { itemId } from './ids';
import { pause } from './retry';
import type { CosmosSealing } from './sealing';
import { type CosmosWire, type Found, MOST_WRITES, type Write } from './wire';

export interface EraseParts {
  readonly wire: CosmosWire;
  readonly conversations: Conversations;
  readonly sealing: Pick<CosmosSealing, 'forget'>;
  readonly clock: () => number;
  readonly random: () => number;
}

const MOST_TRIES = 12;
const MOST_NAMES = 1_000;

/**
 * Destroys a conversation: first its key, in one write that leaves nothing of the main row but that it was erased; then
 * the rows, which nobody can read any more; then its customer's names. Cut off in between, the row says so (`ready`), and
 * the call, repeated by its caller or by the upkeep of any process, goes on from there.
 */
export function createCosmosErase(parts: EraseParts): Erasure['erase'] {
  return (conversationId, expectedVersion) =>
    parts.conversations.lock.run([conversationId], async () => {
      const outcome = await destroyKey(parts, conversationId, expectedVersion);
      if (outcome === 'changed') return outcome;
      await deleteRows(parts, conversationId);
      await freeNames(parts.wire, conversationId);
      await markDone(parts, conversationId);
      return outcome;
    });
}

/** What it was judged by is part of that one write, so no turn comes in between. */
async function destroyKey(
  parts: EraseParts,
  conversationId: string,
  expectedVersion: number | undefined,
): Promise<EraseOutcome> {
  let outcome: EraseOutcome = 'erased';
  await changeMain(parts, conversationId, (known) => {
    if (known?.erased !== undefined) return undefined;
    if (expectedVersion !== undefined && versionOf(known) !== expectedVersion) {
      outcome = 'changed';
      return undefined;
    }
    const erased = parts.clock();
    const left = { agenda: [], ready: { [ERASURE]: erased }, stamp: known?.stamp ?? 0, commits: [] };
    return { id: MAIN, conversationId, version: 0, ...left, erased };
  });
  if (outcome === 'erased') parts.sealing.forget(conversationId);
  return outcome;
}

async function markDone(parts: EraseParts, conversationId: string): Promise<void> {
  await changeMain(parts, conversationId, (known) => {
    return known === undefined || known.ready[ERASURE] === undefined ? undefined : { ...known, ready: {} };
  });
}

async function changeMain(
  { conversations, random }: EraseParts,
  conversationId: string,
  change: (known: MainRow | undefined) => MainRow | undefined,
): Promise<void> {
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const known = await conversations.read(conversationId);
    const row = change(known?.row);
    if (row === undefined) return;
    const outcome = await conversations.write({ main: row, writes: [putMain(row, known)] });
    if (outcome.status !== 'refused') return;
    await pause(random() * 20 * tries);
  }
  throw new StoreFault('busy');
}

/** Until none is found: nothing is added any more, since every turn replaces the main row. */
async function deleteRows({ wire }: EraseParts, partition: string): Promise<void> {
  const query = { select: ['id'], partition, path: 'conversationId', says: partition, limit: MOST_WRITES } as const;
  for (;;) {
    const rows = await wire.query<{ readonly id: string }>(CONVERSATION, query);
    const deletions = rows.map(({ id }): Write => ({ kind: 'delete', id })).filter((write) => !isMain(write));
    if (deletions.length === 0) return;
    await deleteAll(wire, partition, deletions);
  }
}

/** What somebody else deleted meanwhile is left out. */
async function deleteAll(wire: CosmosWire, partition: string, deletions: readonly Write[]): Promise<void> {
  let left = deletions;
  while (left.length > 0) {
    const outcome = await wire.write(CONVERSATION, partition, left);
    if (outcome.status !== 'refused') return;
    left = left.filter((_, at) => at !== outcome.at);
  }
}

async function freeNames(wire: CosmosWire, conversationId: string): Promise<void> {
  const query = { select: ['id'], path: 'conversation', says: conversationId, limit: MOST_NAMES } as const;
  const names = await wire.query<{ readonly id: string }>(UNIQUE, query);
  for (const { id } of names) {
    const found = await wire.read<{ readonly conversation?: string }>(UNIQUE, id, id);
    if (found?.row.conversation === conversationId) await freeName(wire, id, found);
  }
  const owner: Write = { kind: 'delete', id: itemId('owner', conversationId) };
  await wire.write(UNIQUE, idOf(owner), [owner]);
}

/** A name that led to an erased conversation is nobody's, unless somebody gave it away meanwhile. */
export async function freeName(wire: CosmosWire, id: string, { etag }: Found<unknown>): Promise<void> {
  await wire.write(UNIQUE, id, [{ kind: 'delete', id, etag }]);
}
