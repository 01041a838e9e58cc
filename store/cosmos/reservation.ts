import { isSameHolder, isSameRun } from '../holder';
import type { Commit, Holder } from '../store';
import { StoreFault } from '../storeFault';
import { CONVERSATION } from './conversations';
import { MAIN, type MainRow, UNIQUE } from './documents';
import { itemId } from './ids';
import { pause } from './retry';
import { inboxId } from './turn';
import type { CosmosWire, Found } from './wire';

/** Who holds a name, and the message whose turn was to make that so. Without a holder: nobody. */
export interface ReservationRow {
  readonly id: string;
  readonly holder?: Holder;
  readonly inbox?: string;
  /** The holder's, by which an erasure finds the row. */
  readonly conversation?: string;
}

export interface ReservationParts {
  readonly wire: CosmosWire;
  readonly clock: () => number;
  readonly random: () => number;
}

/** So long a name is held by a turn that was begun and never kept: far longer than any call of the store may take. */
export const RESERVATION_LEASE_MS = 15 * 60_000;
const MOST_TRIES = 12;

/**
 * Takes a commit's names before its batch is sent, which cannot span their partitions. Whether a turn that took a name
 * was kept is in its conversation: the row of its message. So a process may die between the two; after the lease whoever
 * wants the name fences that conversation and takes it.
 *
 * In one order for everybody, so that of several who want overlapping names one gets all of theirs.
 */
export async function reserveNames(parts: ReservationParts, commit: Commit): Promise<Holder | undefined> {
  const got: Found<ReservationRow>[] = [];
  for (const name of [...new Set(commit.reserve?.names)].sort()) {
    const outcome = await reserveName(parts, commit, itemId('reservation', name));
    if ('rival' in outcome) {
      await Promise.all(got.map(({ row, etag }) => put(parts.wire, { id: row.id }, etag)));
      return outcome.rival;
    }
    if (outcome.isNew) got.push(outcome.found);
  }
  return undefined;
}

type Outcome =
  | { readonly rival: Holder }
  /** `isNew`: it was not held by this run before. */
  | { readonly found: Found<ReservationRow>; readonly isNew: boolean };

async function reserveName(parts: ReservationParts, commit: Commit, id: string): Promise<Outcome> {
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const known = await parts.wire.read<ReservationRow>(UNIQUE, id, id);
    const rival = known && (await rivalIn(parts, commit, known.row));
    if (rival !== undefined) return { rival };
    const row = ownRow(commit, id);
    if (known !== undefined && isOwn(known.row, row)) return { found: known, isNew: false };
    const etag = await put(parts.wire, row, known?.etag);
    const isNew = known?.row.holder === undefined || !isSameRun(known.row.holder, row.holder);
    if (etag !== undefined) return { found: { row, etag }, isNew };
    await pause(parts.random() * 20 * tries);
  }
  throw new StoreFault('busy');
}

function ownRow(commit: Commit, id: string): ReservationRow & { readonly holder: Holder } {
  const { conversationId, reserve } = commit;
  const inbox = inboxId(commit);
  const holder = { conversationId, run: reserve?.run ?? 0, at: reserve?.at ?? 0 };
  return { id, holder, conversation: conversationId, ...(inbox !== undefined && { inbox }) };
}

function isOwn(known: ReservationRow, own: ReservationRow & { readonly holder: Holder }): boolean {
  return known.holder !== undefined && isSameHolder(known.holder, own.holder) && known.inbox === own.inbox;
}

async function rivalIn(parts: ReservationParts, commit: Commit, row: ReservationRow): Promise<Holder | undefined> {
  const { holder, inbox } = row;
  const { reserve, conversationId } = commit;
  if (holder === undefined || reserve === undefined) return undefined;
  if (isSameRun(holder, { conversationId, run: reserve.run })) return undefined;
  if (reserve.inPlaceOf.some((gone) => isSameHolder(gone, holder))) return undefined;
  if (await isErased(parts, holder)) return undefined;
  if (parts.clock() - holder.at < RESERVATION_LEASE_MS) return holder;
  return (await wasKept(parts, holder, inbox)) ? holder : undefined;
}

/** An erasure frees the names it finds; this one was taken while it ran. */
async function isErased({ wire }: ReservationParts, { conversationId }: Holder): Promise<boolean> {
  const main = await wire.read<MainRow>(CONVERSATION, conversationId, MAIN);
  return main?.row.erased !== undefined;
}

/** A turn that may still be under way is fenced before it is looked for: its batch names an etag from before. */
async function wasKept({ wire }: ReservationParts, { conversationId }: Holder, inbox = ''): Promise<boolean> {
  const isThere = async () => (await wire.read(CONVERSATION, conversationId, inbox)) !== undefined;
  if (await isThere()) return true;
  await wire.write(CONVERSATION, conversationId, [{ kind: 'set', id: MAIN, path: 'fencedBy', value: inbox }]);
  return isThere();
}

/** The new etag; undefined when somebody else was faster. */
async function put(wire: CosmosWire, row: ReservationRow, etag: string | undefined): Promise<string | undefined> {
  const write = etag === undefined ? ({ kind: 'create', row } as const) : ({ kind: 'replace', row, etag } as const);
  const outcome = await wire.write(UNIQUE, row.id, [write]);
  if (outcome.status === 'done') return outcome.etags[0] ?? '';
  return undefined;
}
