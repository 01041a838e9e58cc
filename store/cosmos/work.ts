import type { WorkItem } from '../documents';
import type { Store } from '../store';
import { claimReadable, readyRows } from './claim';
import { CONVERSATION } from './conversations';
import type { AgendaItem, WorkRow } from './documents';
import { toItem, type WorkParts } from './settle';

/**
 * Workers look for conversations by the time at which a kind of work is ready, an indexed number of the main row: the
 * row is the truth itself, so there is no second entry that a crash could leave behind or out.
 */
export function createCosmosWork(parts: WorkParts): Pick<Store, 'claim' | 'nextDueAt' | 'work'> {
  return {
    claim: (request) => claimReadable(parts, request),
    nextDueAt: async (kinds) => {
      const first = await Promise.all(kinds.map((kind) => readyRows(parts, kind, ['>', -1], 1)));
      const times = first.flatMap((rows, at) => rows.map((row) => row.ready[kinds[at] ?? 'reply'] ?? 0));
      return times.length === 0 ? undefined : Math.min(...times);
    },
    work: async (conversationId) => {
      // Afresh: what it says of an item must not be older than the item.
      const main = await parts.conversations.read(conversationId);
      if (main === undefined || main.row.erased !== undefined) return [];
      const key = await parts.sealing.toRead(main.row);
      const query = { partition: conversationId, path: 'work', bound: ['>', 0], limit: MOST_WORK } as const;
      const rows = await parts.wire.query<WorkRow>(CONVERSATION, query);
      return rows.flatMap((row) => itemOf(row, main.row.agenda, parts.sealing.bodies.work(row, row.item, key)));
    },
  };
}

const MOST_WORK = 10_000;

/** Ended as it says itself, open as the agenda has it; one that is in neither came after the agenda was read. */
function itemOf(
  { conversationId, item: { id, kind }, ended }: WorkRow,
  agenda: readonly AgendaItem[],
  body: WorkItem['body'],
): readonly WorkItem[] {
  if (ended !== undefined) {
    const { by: _, ...end } = ended;
    return [{ id, kind, conversationId, ...end, leaseUntil: 0, body }];
  }
  const open = agenda.find((item) => item.id === id);
  if (open === undefined) return [];
  const { orphaned: _, ...stored } = toItem(open, conversationId, body);
  return [stored];
}
