import { mayLeave } from '../../machines/handoff';
import type { ConversationDocument, Delivery, WorkItem } from '../../store/documents';
import { isMessenger } from '../inbound';
import { workOf } from '../messaging/replyWorker';
import type { DeskEntry } from './contract';

/** How far one thing that was said got, where we send it. */
export type Tick = Pick<DeskEntry, 'delivery' | 'code'>;

/** How the replies of a conversation fared, by their places in the transcript. A page fetches what is said: no ticks. */
export function ticksOf(
  document: ConversationDocument,
  work: readonly WorkItem[],
  deliveries: readonly Delivery[],
): (seq: number) => Tick {
  if (!isMessenger(document)) return () => ({});
  const replies = work.filter(({ kind }) => kind === 'reply');
  const known = new Map<string, Tick>();
  return (seq) => {
    const tries = replies.filter((item) => isIn(item, seq));
    // What is sent once more has the first one's id with something after it.
    const last = tries.reduce<WorkItem | undefined>((one, other) => (isAfter(one, other) ? other : one), undefined);
    if (last === undefined) return {};
    const tick = known.get(last.id) ?? tickOf(document, last, deliveries);
    known.set(last.id, tick);
    return tick;
  };
}

function isIn(item: WorkItem, seq: number): boolean {
  const { from, to } = workOf(item);
  return from <= seq && seq <= to;
}

function isAfter(one: WorkItem | undefined, other: WorkItem): boolean {
  return one === undefined || other.id.length >= one.id.length;
}

const STEPS = ['queued', 'sent', 'delivered', 'read'] as const;

function tickOf({ pen }: ConversationDocument, item: WorkItem, deliveries: readonly Delivery[]): Tick {
  const { epoch } = workOf(item);
  const isTakenOver = epoch !== undefined && !mayLeave(pen, epoch);
  const isOpen = item.status === 'pending' || item.status === 'claimed';
  const parts = deliveries.filter(({ workId, part }) => workId === item.id && part >= 0);
  const failed = parts.find(({ status }) => status === 'failed');
  if (failed) return { delivery: 'failed', ...(failed.code !== undefined && { code: failed.code }) };
  if (parts.length === 0) return { delivery: unsent(item, isTakenOver) };
  if (isOpen && !isTakenOver) return { delivery: 'waiting' };
  const least = STEPS.find((step) => parts.some(({ status }) => status === step));
  if (least === 'queued') return { delivery: isTakenOver ? 'inFlight' : 'sent' };
  return { delivery: least ?? 'sent' };
}

/** Nothing of it was taken by the provider, as far as anybody has said. */
function unsent({ status }: WorkItem, isTakenOver: boolean): NonNullable<Tick['delivery']> {
  if (isTakenOver) return status === 'claimed' ? 'inFlight' : 'notSent';
  if (status === 'done') return 'sent';
  return status === 'dead' ? 'failed' : 'waiting';
}
