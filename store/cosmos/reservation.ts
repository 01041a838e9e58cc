import { isSameHolder, isSameRun } from '../holder';
import type { Commit, Holder } from '../store';
import { StoreFault } from '../storeFault';
import { CONVERSATION } from './conversations';
import { MAIN, type MainRow, UNIQUE } from './documents';
import { itemId } from './ids';
import { pause } from './retry';
import { inboxId } from './turn';
import type { CosmosWire, Found } from './wire';

/** Who holds a name, and the messages whose turns were to make that so. Without a holder: nobody. */
export interface ReservationRow {
  readonly id: string;
  readonly holder?: Holder;
  /** The last of them. */
  readonly inbox?: string;
  /** Others of the same run before it: any one of them may be the turn that was kept. */
  readonly earlier?: readonly string[];
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
const MOST_EARLIER = 8;

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
    const row = await ownRow(parts, commit, known?.row ?? { id });
    if (known !== undefined && isOwn(known.row, row)) return { found: known, isNew: false };
    const etag = await put(parts.wire, row, known?.etag);
    const isNew = known?.row.holder === undefined || !isSameRun(known.row.holder, row.holder);
    if (etag !== undefined) return { found: { row, etag }, isNew };
    await pause(parts.random() * 20 * tries);
  }
  throw new StoreFault('busy');
}

type OwnRow = ReservationRow & { readonly holder: Holder };

async function ownRow(parts: ReservationParts, commit: Commit, known: ReservationRow): Promise<OwnRow> {
  const { conversationId, reserve } = commit;
  const inbox = inboxId(commit);
  const holder = { conversationId, run: reserve?.run ?? 0, at: reserve?.at ?? 0 };
  const isOfRun = known.holder !== undefined && isSameRun(known.holder, holder);
  const earlier = isOfRun
    ? await earlierOf(
        parts,
        holder,
        messagesOf(known).filter((one) => one !== inbox),
      )
    : [];
  return {
    id: known.id,
    holder,
    conversation: conversationId,
    ...(inbox !== undefined && { inbox }),
    ...(earlier.length > 0 && { earlier }),
  };
}

/** Not more than so many: the one that was kept, if any was; else none of them can be any more. */
async function earlierOf(
  parts: ReservationParts,
  holder: Holder,
  messages: readonly string[],
): Promise<readonly string[]> {
  if (messages.length <= MOST_EARLIER) return messages;
  const kept = await keptOf(parts, holder, messages);
  return kept === undefined ? [] : [kept];
}

function messagesOf({ inbox, earlier = [] }: ReservationRow): readonly string[] {
  return inbox === undefined ? earlier : [inbox, ...earlier];
}

function isOwn(known: ReservationRow, own: OwnRow): boolean {
  return known.holder !== undefined && isSameHolder(known.holder, own.holder) && known.inbox === own.inbox;
}

async function rivalIn(parts: ReservationParts, commit: Commit, row: ReservationRow): Promise<Holder | undefined> {
  const { holder } = row;
  const { reserve, conversationId } = commit;
  if (holder === undefined || reserve === undefined) return undefined;
  if (isSameRun(holder, { conversationId, run: reserve.run })) return undefined;
  if (reserve.inPlaceOf.some((gone) => isSameHolder(gone, holder))) return undefined;
  if (await isErased(parts, holder)) return undefined;
  if (parts.clock() - holder.at < RESERVATION_LEASE_MS) return holder;
  return (await keptOf(parts, holder, messagesOf(row))) === undefined ? undefined : holder;
}

/** An erasure frees the names it finds; this one was taken while it ran. */
async function isErased({ wire }: ReservationParts, { conversationId }: Holder): Promise<boolean> {
  const main = await wire.read<MainRow>(CONVERSATION, conversationId, MAIN);
  return main?.row.erased !== undefined;
}

/**
 * The message whose turn was kept. Turns that may still be under way are fenced before they are looked for again: their
 * batches name an etag from before.
 */
async function keptOf(
  { wire }: ReservationParts,
  { conversationId }: Holder,
  messages: readonly string[],
): Promise<string | undefined> {
  const find = async () => {
    for (const id of messages) if ((await wire.read(CONVERSATION, conversationId, id)) !== undefined) return id;
    return undefined;
  };
  const found = await find();
  if (found !== undefined) return found;
  const [fencedBy = ''] = messages;
  await wire.write(CONVERSATION, conversationId, [{ kind: 'set', id: MAIN, path: 'fencedBy', value: fencedBy }]);
  return find();
}

/** The new etag; undefined when somebody else was faster. */
async function put(wire: CosmosWire, row: ReservationRow, etag: string | undefined): Promise<string | undefined> {
  const write = etag === undefined ? ({ kind: 'create', row } as const) : ({ kind: 'replace', row, etag } as const);
  const outcome = await wire.write(UNIQUE, row.id, [write]);
  if (outcome.status === 'done') return outcome.etags[0] ?? '';
  return undefined;
}
