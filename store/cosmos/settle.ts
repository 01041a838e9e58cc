import type { WorkItem } from '../documents';
import type { Settlement, Store } from '../store';
import { StoreFault } from '../storeFault';
import { heldItem, settled, withAgenda } from './agenda';
import { CONVERSATION, type Conversations, putMain } from './conversations';
import type { AgendaItem, MainRow, WorkRow } from './documents';
import { newMark } from './ids';
import { pause } from './retry';
import type { CosmosSealing } from './sealing';
import { endedWrite, workId } from './turn';
import type { CosmosWire } from './wire';

export interface WorkParts {
  readonly wire: CosmosWire;
  readonly conversations: Conversations;
  readonly sealing: CosmosSealing;
  readonly random: () => number;
  /** Told of work that cannot be read. */
  readonly onDamage: ((fault: StoreFault) => void) | undefined;
}

const MOST_TRIES = 8;

/** Ends or puts off a claimed item by itself. */
export function createCosmosSettle(parts: WorkParts): Store['settle'] {
  return (settlement) =>
    parts.conversations.lock.run([settlement.conversationId], () => settleOne(parts, settlement, newMark()));
}

async function settleOne(parts: WorkParts, settlement: Settlement, mark: string): Promise<boolean> {
  const { conversations, random } = parts;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const remembered = tries === 1 ? conversations.remembered(settlement.conversationId) : undefined;
    const main = remembered ?? (await conversations.read(settlement.conversationId));
    const item = main && heldItem(main.row.agenda, settlement);
    if (main === undefined || item === undefined) {
      if (remembered !== undefined) continue;
      return isSettled(parts, settlement, main?.row, mark);
    }
    const row = withAgenda(main.row, settled(main.row.agenda, settlement, mark));
    const ended = settlement.status === 'pending' ? [] : [endedWrite({ ...item, status: settlement.status }, mark)];
    const outcome = await conversations.write({ main: row, writes: [putMain(row, main), ...ended] });
    if (outcome.status !== 'refused') return true;
    await pause(random() * 20 * tries);
  }
  throw new StoreFault('busy');
}

/** Whether it was this very call that settled it, and only its answer was lost. */
async function isSettled(
  { wire }: WorkParts,
  { conversationId, id, status }: Settlement,
  main: MainRow | undefined,
  mark: string,
): Promise<boolean> {
  if (main === undefined) return false;
  if (status === 'pending') return main.agenda.some((item) => item.id === id && item.by === mark);
  const work = await wire.read<WorkRow>(CONVERSATION, conversationId, workId(id));
  return work?.row.ended?.by === mark;
}

/** An item as workers get it. */
export function toItem(item: AgendaItem, conversationId: string, body: WorkItem['body']): WorkItem {
  const { order: _order, by: _by, ...rest } = item;
  return { ...rest, conversationId, body };
}
