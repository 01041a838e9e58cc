import type { Messenger, SendOutcome } from '../../adapters/channels/channel';
import type { IsHeld } from '../../adapters/lease';
import type { Address, DeliveryMessage, DeliveryProblem } from '../../dialogs/message';
import type { ReplyWork, WorkItem } from '../../store/documents';
import type { Store } from '../../store/store';
import type { Log } from '../telemetry';
import type { Pace } from './pace';
import type { Tried, Tries } from './replyTries';
import { within } from './within';

export interface RepliesParts {
  readonly store: Store;
  readonly messenger: Messenger;
  /** A turn for a reply that did not get out; resolves when it is durable. */
  readonly report: (message: DeliveryMessage) => Promise<unknown>;
  readonly clock: () => number;
  /** As in `BotParts`. */
  readonly steady?: () => number;
  /** Between 0 and 1; spreads retries so that they do not come in waves. */
  readonly random: () => number;
  readonly log: Log;
}

/** What the steps of sending share. */
export interface ReplyWorker extends RepliesParts {
  readonly steady: () => number;
  readonly pace: Pace;
  readonly tries: Tries;
}

/** A reply that is this worker's as long as `isHeld`, with what was tried before. */
export interface ClaimedReply {
  readonly item: WorkItem;
  readonly isHeld: IsHeld;
  readonly tried: Tried;
}

/** What came of one claim of a reply. */
export type Verdict =
  | { readonly kind: 'sent' }
  /** Nothing is to be sent any more. */
  | { readonly kind: 'dropped'; readonly reason: 'optedOut' | 'noAddress' /** A person knows. */ | 'notTaken' }
  /** An agent has taken the conversation over since it was said. */
  | { readonly kind: 'withheld' }
  | { readonly kind: 'refused'; readonly problem: DeliveryProblem; readonly code: string }
  /** It cannot be sent before the customer writes again. `code` is the provider's, when the provider said so. */
  | { readonly kind: 'closed'; readonly code: string; readonly lastInboundAt: number }
  /** It waits for the customer, durably: nothing is left to do. */
  | { readonly kind: 'parked' }
  /** Not tried: it is not its time yet. */
  | { readonly kind: 'notYet'; readonly at: number }
  /** Tried in vain. */
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** Whether something may have reached the provider. */
      readonly isDoubtful: boolean;
      /** At the earliest. */
      readonly afterMs: number;
      /** What is behind it could not be sent either, so it keeps nobody waiting. */
      readonly isPatient?: true;
    };

/** After so many a person looks at it. */
export const MOST_FAILURES = 12;
/** Handing over one message; two of them and a look-up fit in the lease. */
export const SEND_MS = 10_000;
/** A wait for the channel's pace that is shorter than this is waited for in place. */
const SHORT_WAIT_MS = 2_000;

/** As `bot/leftWork.ts` wrote it, so its shape is known. */
export function workOf({ body }: Pick<WorkItem, 'body'>): ReplyWork {
  return body as unknown as ReplyWork;
}

/** Waits until one message may leave; a verdict when that is not now. */
export async function clearance(
  { clock, pace }: ReplyWorker,
  item: WorkItem,
  address: Address,
): Promise<Verdict | undefined> {
  const now = clock();
  // Another worker takes over when the lease ends, so what is begun must end before.
  if (item.leaseUntil - now < SEND_MS + SHORT_WAIT_MS) return { kind: 'notYet', at: now };
  const { isBooked, waitMs } = pace.book(address, SHORT_WAIT_MS);
  if (!isBooked) return { kind: 'notYet', at: now + waitMs };
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  return undefined;
}

/** The outcome of a send, in time and noted. An answer that comes too late to act on is noted all the same. */
export async function handOver(
  worker: ReplyWorker,
  item: WorkItem,
  { part, sent }: { readonly part: number; readonly sent: Promise<SendOutcome> },
): Promise<SendOutcome> {
  const noted = sent.then(async (outcome) => {
    if (outcome.class === 'sent') await noteTaken(worker, item, { part, sid: outcome.sid });
    return outcome;
  });
  const outcome = await within(SEND_MS, noted);
  return outcome === 'timedOut' ? { class: 'uncertain', reason: 'timedOut' } : outcome;
}

/** From now on this part is the provider's, and never sent again. */
export async function noteTaken(
  { store, clock }: ReplyWorker,
  { conversationId, id: workId }: WorkItem,
  { part, sid }: { readonly part: number; readonly sid: string },
): Promise<void> {
  await store.deliver({ conversationId, workId, part, sid, status: 'queued', at: clock() });
}

/** Its id is the same whenever it is told again, so it is one turn however often the telling is cut short. */
export async function reportProblem(
  { store, report, clock, log }: ReplyWorker,
  item: WorkItem,
  { problem, code }: Pick<DeliveryMessage, 'problem' | 'code'>,
): Promise<void> {
  log.warn({ event: 'reply.problem', problem, code });
  const conversation = await store.load(item.conversationId);
  if (conversation === undefined) return;
  await report({
    kind: 'delivery',
    id: `${item.id}:${problem}`,
    conversationId: item.conversationId,
    channel: conversation.channel,
    receivedAt: clock(),
    workId: item.id,
    problem,
    code,
  });
}
