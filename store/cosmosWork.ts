import { byTime, claimed, type DueItem, dueItems, withAgenda } from './cosmosAgenda';
import { CONVERSATION, putMain } from './cosmosConversations';
import type { AgendaItem, MainRow, WorkRow } from './cosmosDocuments';
import { newMark } from './cosmosIds';
import { pause } from './cosmosRetry';
import type { WorkParts } from './cosmosSettle';
import { workId } from './cosmosTurn';
import type { Found } from './cosmosWire';
import type { WorkItem } from './documents';
import type { ClaimRequest, Store } from './store';
import { StoreFault, toStoreFault } from './storeFault';

/**
 * Workers look for conversations by the time at which a kind of work is ready, an indexed number of the main row: the
 * row is the truth itself, so there is no second entry that a crash could leave behind or out.
 */
export function createCosmosWork(parts: WorkParts): Pick<Store, 'claim' | 'nextDueAt' | 'work'> {
  return {
    claim: (request) => claim(parts, request),
    nextDueAt: async (kinds) => {
      const first = await Promise.all(kinds.map((kind) => ready(parts, kind, ['>', -1], 1)));
      const times = first.flatMap((rows, at) => rows.map((row) => row.ready[kinds[at] ?? 'reply'] ?? 0));
      return times.length === 0 ? undefined : Math.min(...times);
    },
    work: async (conversationId) => {
      const main = await parts.conversations.read(conversationId);
      const query = { partition: conversationId, path: 'work', bound: ['>', 0], limit: MOST_WORK } as const;
      const rows = await parts.wire.query<WorkRow>(CONVERSATION, query);
      return rows.flatMap((row) => itemOf(row, main?.row.agenda ?? []));
    },
  };
}

const MOST_TRIES = 8;
const MOST_ROUNDS = 8;
const MOST_WORK = 10_000;

/** Conversations with work of a kind, the earliest first. */
type ReadyRow = Pick<MainRow, 'conversationId' | 'agenda' | 'ready'>;

function ready({ wire }: WorkParts, kind: WorkItem['kind'], bound: readonly ['<=' | '>', number], limit: number) {
  const select = ['conversationId', 'agenda', 'ready'];
  return wire.query<ReadyRow>(CONVERSATION, { select, path: `ready/${kind}`, bound, limit });
}

interface Taken {
  readonly readyAt: number;
  readonly order: number;
  readonly item: WorkItem;
}

/** Looks again when others were faster, for they may have left something. */
async function claim(parts: WorkParts, request: ClaimRequest): Promise<readonly WorkItem[]> {
  const taken: Taken[] = [];
  for (let round = 0; round < MOST_ROUNDS && taken.length < request.limit; round += 1) {
    const shares = await dueShares(parts, request, request.limit - taken.length);
    if (shares.size === 0) break;
    const claims = [...shares].map(([id, share]) => claimIn(parts, id, request, share));
    const outcomes = await Promise.allSettled(claims);
    const got = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    taken.push(...got);
    // What was taken is given out even when another conversation failed: nobody else may have it now.
    if (failed !== undefined && taken.length === 0) throw toStoreFault(failed.reason);
    if (failed !== undefined) break;
  }
  return taken.sort((a, b) => a.readyAt - b.readyAt || a.order - b.order).map(({ item }) => item);
}

/** How many items to take from which conversations, so that the earliest of all are taken. */
async function dueShares(parts: WorkParts, { kinds, now }: ClaimRequest, limit: number): Promise<Map<string, number>> {
  const found = (await Promise.all(kinds.map((kind) => ready(parts, kind, ['<=', now], limit)))).flat();
  const rows = new Map(found.map((row) => [row.conversationId, row]));
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
  const { agenda, conversationId } = main.row;
  const own = agenda.filter((item) => item.status === 'claimed' && item.by === mark);
  const ofOwn = own.map((item) => ({ item, readyAt: item.dueAt }));
  if (own.length > 0) return withBodies(parts, conversationId, ofOwn);
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
  const { conversationId, agenda } = main.row;
  const mine = new Map(due.map(({ item }) => [item.id, claimed(item, request, mark)]));
  const taken = await withBodies(
    parts,
    conversationId,
    due.map(({ item, readyAt }) => ({ readyAt, item: mine.get(item.id) ?? item })),
  );
  const row = withAgenda(
    main.row,
    agenda.map((item) => mine.get(item.id) ?? item),
  );
  const outcome = await parts.conversations.write({ main: row, writes: [putMain(row, main)] });
  return outcome.status === 'refused' ? undefined : taken;
}

async function withBodies(parts: WorkParts, id: string, items: readonly DueItem[]): Promise<readonly Taken[]> {
  return Promise.all(
    items.map(async ({ item, readyAt }) => {
      const work = await parts.wire.read<WorkRow>(CONVERSATION, id, workId(item.id));
      if (work === undefined) throw new StoreFault('busy', { detail: `${item.id} cannot be read yet` });
      return { readyAt, order: item.order, item: toItem(item, id, work.row.item.body) };
    }),
  );
}

/** Ended as it says itself, open as the agenda has it; one that is in neither came after the agenda was read. */
function itemOf({ conversationId, item, ended }: WorkRow, agenda: readonly AgendaItem[]): readonly WorkItem[] {
  if (ended !== undefined) {
    const { by: _, ...end } = ended;
    return [{ ...item, conversationId, ...end, leaseUntil: 0 }];
  }
  const open = agenda.find(({ id }) => id === item.id);
  if (open === undefined) return [];
  const { orphaned: _, ...stored } = toItem(open, conversationId, item.body);
  return [stored];
}

function toItem(item: AgendaItem, conversationId: string, body: WorkItem['body']): WorkItem {
  const { order: _order, by: _by, ...rest } = item;
  return { ...rest, conversationId, body };
}
