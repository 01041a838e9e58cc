import type { WorkItem } from '../documents';
import { damaged as damagedRow } from '../sealing/seal';
import { placeOf } from '../sealing/sealPlaces';
import { type ClaimRequest, PUT_OFF_MS } from '../store';
import { type StoreFault, toStoreFault } from '../storeFault';
import { byTime, claimed, type DueItem, dueItems, putOff, withAgenda } from './agenda';
import { CONVERSATION, putMain } from './conversations';
import type { AgendaItem, MainRow, WorkRow } from './documents';
import { newMark } from './ids';
import { pause } from './retry';
import { toItem, type WorkParts } from './settle';
import { workId } from './turn';
import type { Found } from './wire';

const MOST_TRIES = 8;
const MOST_ROUNDS = 8;

/** Conversations with work of a kind, the earliest first. */
export type ReadyRow = Pick<MainRow, 'conversationId' | 'agenda' | 'ready'>;

export function readyRows(
  { wire }: WorkParts,
  kind: WorkItem['kind'],
  bound: readonly ['<=' | '>', number],
  limit: number,
): Promise<readonly ReadyRow[]> {
  const select = ['conversationId', 'agenda', 'ready'];
  return wire.query<ReadyRow>(CONVERSATION, { select, path: `ready/${kind}`, bound, limit });
}

interface Taken {
  readonly readyAt: number;
  readonly order: number;
  readonly item: WorkItem;
}

/**
 * Looks again when others were faster, for they may have left something. Only what can be read is claimed, because a
 * claim that comes to nothing looks like work whose outcome is unknown: conversations whose key cannot be had stay as
 * they are, and the call rejects only when nothing else was there to claim.
 */
export async function claimReadable(parts: WorkParts, request: ClaimRequest): Promise<readonly WorkItem[]> {
  const taken: Taken[] = [];
  const failed = new Map<string, StoreFault>();
  for (let round = 0; round < MOST_ROUNDS && taken.length < request.limit; round += 1) {
    const shares = await dueShares(parts, request, request.limit - taken.length, failed);
    if (shares.size === 0) break;
    await Promise.all(
      [...shares].map(async ([id, share]) => {
        try {
          taken.push(...(await claimIn(parts, id, request, share)));
        } catch (cause) {
          failed.set(id, toStoreFault(cause));
        }
      }),
    );
    // Where the service itself fails there is nothing to be had from the others either.
    if ([...failed.values()].some(({ code }) => code !== 'keysUnreachable')) break;
  }
  const [fault] = failed.values();
  // What was taken is given out even when another conversation failed: nobody else may have it now.
  if (fault !== undefined && taken.length === 0) throw fault;
  return taken.sort((a, b) => a.readyAt - b.readyAt || a.order - b.order).map(({ item }) => item);
}

/** How many items to take from which conversations, so that the earliest of all are taken. */
async function dueShares(
  parts: WorkParts,
  { kinds, now }: ClaimRequest,
  limit: number,
  failed: ReadonlyMap<string, unknown>,
): Promise<Map<string, number>> {
  const most = limit + 2 * failed.size;
  const found = (await Promise.all(kinds.map((kind) => readyRows(parts, kind, ['<=', now], most)))).flat();
  const rows = new Map(found.map((row) => [row.conversationId, row]));
  for (const id of failed.keys()) rows.delete(id);
  const due = [...rows].flatMap(([id, { agenda }]) => dueItems(agenda, kinds, now).map((item) => ({ id, ...item })));
  const shares = new Map<string, number>();
  for (const { id } of due.sort(byTime).slice(0, limit)) shares.set(id, (shares.get(id) ?? 0) + 1);
  return shares;
}

function claimIn(parts: WorkParts, id: string, request: ClaimRequest, limit: number): Promise<readonly Taken[]> {
  return parts.conversations.lock.run([id], () => claimLocked(parts, id, request, limit));
}

async function claimLocked(
  parts: WorkParts,
  id: string,
  request: ClaimRequest,
  limit: number,
): Promise<readonly Taken[]> {
  const mark = newMark();
  const first = parts.conversations.remembered(id);
  const taken = first && (await tryClaim(parts, first, request, limit, mark));
  if (taken !== undefined && taken.length > 0) return taken;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const main = await parts.conversations.read(id);
    if (main === undefined) return [];
    const found = await tryClaim(parts, main, request, limit, mark);
    if (found !== undefined) return found;
    await pause(parts.random() * 20 * tries);
  }
  return [];
}

/** What there was to take, or was taken by this very call before its answer was lost. Undefined: someone was faster. */
async function tryClaim(
  parts: WorkParts,
  main: Found<MainRow>,
  request: ClaimRequest,
  limit: number,
  mark: string,
): Promise<readonly Taken[] | undefined> {
  const { agenda } = main.row;
  const own = agenda.filter((item) => item.status === 'claimed' && item.by === mark);
  const ofOwn = own.map((item) => ({ item, readyAt: item.dueAt }));
  if (own.length > 0) return (await read(parts, main.row, ofOwn)).sound;
  const due = dueItems(agenda, request.kinds, request.now).slice(0, limit);
  return due.length === 0 ? [] : take(parts, main, due, request, mark);
}

/** The bodies are read before, so that nothing is claimed that could not be given out. Undefined: someone was faster. */
async function take(
  parts: WorkParts,
  main: Found<MainRow>,
  due: readonly DueItem[],
  request: ClaimRequest,
  mark: string,
): Promise<readonly Taken[] | undefined> {
  const mine = due.map(({ item, readyAt }) => ({ readyAt, item: claimed(item, request, mark) }));
  const { sound, damaged } = await read(parts, main.row, mine);
  const readable = new Set(sound.map(({ item }) => item.id));
  const changed = new Map(mine.filter(({ item }) => readable.has(item.id)).map(({ item }) => [item.id, item]));
  const row = withAgenda(
    main.row,
    main.row.agenda.map((item) =>
      damaged.has(item.id) ? putOff(item, request.now + PUT_OFF_MS) : (changed.get(item.id) ?? item),
    ),
  );
  const outcome = await parts.conversations.write({ main: row, writes: [putMain(row, main)] });
  if (outcome.status === 'refused') return undefined;
  for (const fault of damaged.values()) parts.onDamage?.(fault);
  return sound;
}

interface Read {
  readonly sound: readonly Taken[];
  /** What was wrong with the others, by their ids. Nobody could do them. */
  readonly damaged: ReadonlyMap<string, StoreFault>;
}

async function read(parts: WorkParts, main: MainRow, items: readonly DueItem[]): Promise<Read> {
  const { conversationId } = main;
  const damaged = new Map<string, StoreFault>();
  const open = await opener(parts, main);
  const opened = items.map(async ({ item, readyAt }): Promise<readonly Taken[]> => {
    const found = await parts.wire.read<WorkRow>(CONVERSATION, conversationId, workId(item.id));
    try {
      if (found === undefined) throw damagedRow(placeOf.work(conversationId, item), 'is gone');
      return [{ readyAt, order: item.order, item: toItem(item, conversationId, open(found.row, item)) }];
    } catch (cause) {
      const fault = toStoreFault(cause);
      if (!fault.isOfOneRow) throw fault;
      damaged.set(item.id, fault);
      return [];
    }
  });
  return { sound: (await Promise.all(opened)).flat(), damaged };
}

/** A key that does not open makes every item one that cannot be read; one that cannot be had, none. */
async function opener({ sealing }: WorkParts, main: MainRow) {
  const { work } = sealing.bodies;
  try {
    const key = await sealing.toRead(main);
    return (row: WorkRow, item: AgendaItem) => work(row, item, key);
  } catch (cause) {
    const fault = toStoreFault(cause);
    if (!fault.isOfOneRow) throw fault;
    return (): WorkItem['body'] => {
      throw fault;
    };
  }
}
