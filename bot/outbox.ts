import type { IsHeld } from '../adapters/lease';
import type { CalloutMessage } from '../dialogs/message';
import type { Market } from '../machines/market';
import type { ConversationDocument, WorkItem } from '../store/documents';
import type { Store } from '../store/store';
import { insist } from './insist';
import type { Intake } from './intake';
import type { Aside } from './next';
import type { CalloutSwitch } from './operator/calloutSwitch';
import {
  type ClaimedSubmission,
  type SubmissionParts,
  trySubmission,
  waitsUntil,
  withOthersReference,
} from './submission';
import type { TurnOutcome } from './turn';
import { createWorkLoop, type WorkLoop } from './workLoop';

/**
 * Performs what turns left behind: bank calls, each claimed durably before its first byte leaves, its outcome coming
 * back as an inbound event and a turn like any other.
 *
 * A submission is tried once: a claim that never reported back may have reached the bank, and what may be done then
 * depends on what the bank offers (`nextTry.ts`). While no bank can be called nothing is claimed, so that waiting costs
 * nothing and the oldest lead is the first to go.
 */
export type Outbox = WorkLoop;

export interface OutboxParts extends SubmissionParts {
  readonly store: Store;
  readonly intake: Pick<Intake, 'take'>;
  readonly calloutSwitch: Pick<CalloutSwitch, 'isPaused'>;
  /** When a bank may be tried again, where none can be called now; undefined: one can. */
  readonly banksRestUntil: () => number | undefined;
  /** The same of one market's bank. */
  readonly bankRestsUntil: (market: Market) => number | undefined;
  /** As in `BotParts`: what `banksRestUntil` counts by. */
  readonly steady?: () => number;
}

/**
 * Longer than the longest bank call (two tokens and two tries of 20 seconds) with its report, so that a claim runs out
 * only when its worker is gone.
 */
const LEASE_MS = 120_000;
const AT_ONCE = 8;
const LOOK_AGAIN_MS = 30_000;

export function createOutbox(parts: OutboxParts): Outbox {
  const rest = createRest(parts, () => loop.wake());
  const loop = createWorkLoop({
    name: 'outbox',
    store: parts.store,
    kinds: async () => ((await parts.calloutSwitch.isPaused()) || rest.isNow() ? ['status'] : ['callout', 'status']),
    leaseMs: LEASE_MS,
    // A bank that was away is tried with one lead.
    atOnce: () => (parts.banksRestUntil() === undefined ? AT_ONCE : 1),
    perform: (item, isHeld) => perform(parts, item, isHeld),
    clock: parts.clock,
    ...(parts.steady ? { steady: parts.steady } : {}),
    log: parts.log,
  });
  return loop;
}

/** Notices when no bank can be called, tells an operator once, and looks again when one may be. */
function createRest({ banksRestUntil, clock, steady = clock, log }: OutboxParts, wake: () => void) {
  let isResting = false;
  let timer: NodeJS.Timeout | undefined;
  return {
    isNow(): boolean {
      const until = banksRestUntil();
      if (until !== undefined && !isResting) log.error({ event: 'callout.banksRest' });
      if (until === undefined && isResting) log.info({ event: 'callout.banksAreBack' });
      isResting = until !== undefined;
      const waitMs = (until ?? 0) - steady();
      clearTimeout(timer);
      if (waitMs > 0) timer = setTimeout(wake, Math.min(waitMs, LOOK_AGAIN_MS)).unref();
      return waitMs > 0;
    },
  };
}

async function perform(parts: OutboxParts, item: WorkItem, isHeld: IsHeld): Promise<void> {
  const conversation = await parts.store.load(item.conversationId);
  if (conversation === undefined) return;
  if (item.kind === 'status') {
    await report(parts, { item, conversation }, await askStatus(parts, conversation, item));
    return;
  }
  const claimed = { item, conversation, isHeld };
  if (await isLeftWaiting(parts, claimed)) return;
  const outcome = await trySubmission(parts, claimed);
  const taken = await report(parts, claimed, outcome);
  if (taken.status !== 'referenceTaken' || outcome.class !== 'done') return;
  parts.log.error({ event: 'callout.foreignReference', market: conversation.market, work: item.id });
  await report(parts, claimed, withOthersReference(parts, claimed, outcome.reference));
}

/**
 * A lead whose bank rests goes back without a turn, once its customer knows that it takes longer: a bank that is down for
 * an hour would otherwise cost a turn a minute for each of its leads.
 */
async function isLeftWaiting(parts: OutboxParts, { item, conversation, isHeld }: ClaimedSubmission): Promise<boolean> {
  const { bankRestsUntil, steady = parts.clock } = parts;
  const restsMs = (bankRestsUntil(conversation.market) ?? 0) - steady();
  const dueAt = restsMs > 0 ? waitsUntil(parts, { item, conversation, isHeld }, restsMs) : undefined;
  if (dueAt === undefined) return false;
  const { conversationId, id, fence } = item;
  await parts.store.settle({ conversationId, id, fence, status: 'pending', dueAt });
  return true;
}

/** Until its turn is kept the bank's answer exists only here. */
async function report(
  parts: OutboxParts,
  { item, conversation }: Pick<ClaimedSubmission, 'item' | 'conversation'>,
  outcome: CalloutMessage['outcome'],
): Promise<TurnOutcome> {
  // An outcome that nobody can know is a person's to establish, soon.
  const line = { event: `callout.${outcome.class}`, market: conversation.market, attempt: item.attempts };
  if (outcome.class === 'ambiguous') parts.log.error({ ...line, case: `case:${item.id}` });
  else parts.log.info(line);
  const answer: CalloutMessage = {
    kind: 'callout',
    id: `${item.id}:${item.fence}`,
    conversationId: item.conversationId,
    channel: conversation.channel,
    receivedAt: parts.clock(),
    step: String(item.body.step ?? ''),
    workId: item.id,
    fence: item.fence,
    outcome,
  };
  return insist(() => parts.intake.take(answer));
}

async function askStatus(
  parts: OutboxParts,
  conversation: ConversationDocument,
  item: WorkItem,
): Promise<CalloutMessage['outcome']> {
  // Written by this program (`bot/leftWork.ts`), so its shape is known.
  const asked = item.body as Omit<Extract<Aside, { kind: 'askStatus' }>, 'kind'>;
  const { reference, details } = asked;
  const market = parts.markets[asked.market ?? conversation.market];
  const outcome = await parts.callout(market).status(market, reference, details);
  if (outcome.class === 'known') return { class: 'status', result: 'known', stage: outcome.stage };
  return { class: 'status', result: outcome.class };
}
