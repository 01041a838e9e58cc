import { isProgress } from '../deliveryProgress';
import type { Delivery } from '../documents';
import type { Store } from '../store';
import { StoreFault } from '../storeFault';
import { CONVERSATION, type Conversations } from './conversations';
import type { DeliveryRow } from './documents';
import { itemId, newMark, type Stamps } from './ids';
import { pause } from './retry';
import type { CosmosWire, Found, Write } from './wire';

export interface DeliveryParts {
  readonly wire: CosmosWire;
  readonly conversations: Conversations;
  readonly stamps: Stamps;
  readonly random: () => number;
}

/** How far messages got, one row per message the provider took. */
export function createCosmosDelivery(parts: DeliveryParts): Pick<Store, 'deliver' | 'deliveries'> {
  return {
    deliver: (delivery) => note(parts, delivery, newMark()),
    deliveries: async (partition) => {
      const query = { partition, path: 'taken', bound: ['>', 0], limit: MOST_DELIVERIES } as const;
      const rows = await parts.wire.query<DeliveryRow>(CONVERSATION, query);
      return rows.map((row) => row.delivery);
    },
  };
}

const MOST_TRIES = 8;
const MOST_DELIVERIES = 10_000;

async function note(parts: DeliveryParts, delivery: Delivery, mark: string): Promise<boolean> {
  const { wire, stamps, random } = parts;
  const { conversationId, workId, part, sid, status } = delivery;
  const id = itemId('delivery', JSON.stringify([workId, part, sid]));
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const known = await wire.read<DeliveryRow>(CONVERSATION, conversationId, id);
    // Kept by this very call, whose answer was lost.
    if (known?.row.by[status] === mark) return isLeft(parts, conversationId, id);
    if (!isProgress(known?.row.delivery.status, status)) return false;
    const outcome = await wire.write(CONVERSATION, conversationId, [next(delivery, id, mark, stamps, known)]);
    if (outcome.status !== 'refused') return isLeft(parts, conversationId, id);
    await pause(random() * 20 * tries);
  }
  throw new StoreFault('busy');
}

/**
 * Looked at after the write, for an erasure deletes what was there before it: whichever of the two came later takes the
 * row away. False: the conversation was erased.
 */
async function isLeft({ wire, conversations }: DeliveryParts, conversationId: string, id: string): Promise<boolean> {
  const main = await conversations.read(conversationId);
  if (main?.row.erased === undefined) return true;
  await wire.write(CONVERSATION, conversationId, [{ kind: 'delete', id }]);
  return false;
}

function next(
  delivery: Delivery,
  id: string,
  mark: string,
  stamps: Stamps,
  known: Found<DeliveryRow> | undefined,
): Write {
  const by = { ...known?.row.by, [delivery.status]: mark };
  const { conversationId } = delivery;
  const row: DeliveryRow = { id, conversationId, taken: known?.row.taken ?? stamps.after(0), delivery, by };
  return known === undefined ? { kind: 'create', row } : { kind: 'replace', row, etag: known.etag };
}
