import type { Callout, Lead } from '../adapters/callouts/callout';
import type { CalloutMessage } from '../dialogs/message';
import type { BankProfile } from '../machines/bank';
import type { Market, MarketProfile } from '../machines/market';
import type { ConversationDocument, WorkItem } from '../store/documents';
import type { Store } from '../store/store';
import { StoreFault } from '../store/storeFault';
import { BotFault } from './errors';
import type { Intake } from './intake';
import type { Log } from './telemetry';

/**
 * Performs what turns left behind: bank calls, each claimed durably before its first byte leaves, its outcome coming
 * back as an inbound event and a turn like any other.
 *
 * A submission is tried once: a claim that never reported back may have reached the bank, so it becomes a case for a
 * person and is never resent. Only what certainly did not reach the bank is tried again.
 */
export interface Outbox {
  start(): void;
  /** Looks for work now; called after each commit that left some. */
  wake(): void;
  /** Claims nothing more and resolves when what runs has reported. */
  stop(): Promise<void>;
}

export interface OutboxParts {
  readonly store: Store;
  readonly intake: Pick<Intake, 'take'>;
  readonly callout: (market: MarketProfile) => Callout;
  readonly markets: Readonly<Record<Market, MarketProfile>>;
  readonly bank: (market: MarketProfile) => BankProfile;
  readonly clock: () => number;
  /** Between 0 and 1; spreads retries so that they do not come in waves. */
  readonly random: () => number;
  readonly log: Log;
}

const KINDS = ['callout', 'status'] as const;
/**
 * Longer than the longest bank call (two tokens and two tries of 20 seconds) with its report, so that a claim runs out
 * only when its worker is gone.
 */
const LEASE_MS = 120_000;
const BATCH = 8;
const LONGEST_SLEEP_MS = 30_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** After so many attempts a person looks at it. */
const MOST_ATTEMPTS = 12;
const REPORT_AGAIN_MS = 1_000;
const MOST_REPORTS = 20;

export function createOutbox(parts: OutboxParts): Outbox {
  let isRunning = false;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let timer: NodeJS.Timeout | undefined;
  const inFlight = new Set<Promise<void>>();

  const look = (): void => {
    if (!isRunning) return;
    lookAgain = true;
    looking ??= lookNow();
  };

  const lookNow = async (): Promise<void> => {
    try {
      do {
        lookAgain = false;
        await claimAndStart();
        await sleepUntilDue();
      } while (lookAgain && isRunning);
    } catch (cause) {
      parts.log.error({ event: 'outbox.failed', cause: String(cause) });
      schedule(FIRST_RETRY_MS);
    } finally {
      looking = undefined;
    }
  };

  const claimAndStart = async (): Promise<void> => {
    const room = BATCH - inFlight.size;
    if (room <= 0) return;
    const claimed = await parts.store.claim({ kinds: KINDS, now: parts.clock(), leaseMs: LEASE_MS, limit: room });
    for (const item of claimed) track(perform(parts, item));
    if (claimed.length === room) lookAgain = true;
  };

  const track = (work: Promise<void>): void => {
    const done = work
      .catch((cause: unknown) => parts.log.error({ event: 'outbox.workFailed', cause: String(cause) }))
      .finally(() => {
        inFlight.delete(done);
        look();
      });
    inFlight.add(done);
  };

  const sleepUntilDue = async (): Promise<void> => {
    const due = await parts.store.nextDueAt(KINDS);
    if (due !== undefined) schedule(Math.max(due - parts.clock(), 20));
  };

  const schedule = (afterMs: number): void => {
    if (!isRunning) return;
    clearTimeout(timer);
    timer = setTimeout(look, Math.min(afterMs, LONGEST_SLEEP_MS));
  };

  return {
    start() {
      isRunning = true;
      look();
    },
    wake() {
      look();
    },
    async stop() {
      isRunning = false;
      clearTimeout(timer);
      // What is being claimed just now would otherwise be left as if its worker had died, and become a case.
      await looking;
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
  };
}

async function perform(parts: OutboxParts, item: WorkItem): Promise<void> {
  const conversation = await parts.store.load(item.conversationId);
  if (conversation === undefined) return;
  const outcome =
    item.kind === 'status' ? await askStatus(parts, conversation, item) : await submit(parts, conversation, item);
  // An outcome that nobody can know is a person's to establish, soon.
  const line = { event: `callout.${outcome.class}`, market: conversation.market, attempt: item.attempts };
  if (outcome.class === 'ambiguous') parts.log.error({ ...line, case: `case:${item.id}` });
  else parts.log.info(line);
  await report(parts, {
    kind: 'callout',
    id: `${item.id}:${item.fence}`,
    conversationId: item.conversationId,
    channel: conversation.channel,
    receivedAt: parts.clock(),
    step: String(item.body.step ?? ''),
    workId: item.id,
    fence: item.fence,
    outcome,
  });
}

/** Until its turn is kept the bank's answer exists only here, so a store that fails for a moment must not cost it. */
async function report(parts: OutboxParts, answer: CalloutMessage): Promise<void> {
  for (let reports = 1; ; reports++) {
    try {
      await parts.intake.take(answer);
      return;
    } catch (cause) {
      if (reports === MOST_REPORTS || !isPassing(cause)) throw cause;
      await new Promise((resolve) => setTimeout(resolve, REPORT_AGAIN_MS));
    }
  }
}

function isPassing(cause: unknown): boolean {
  return cause instanceof StoreFault ? cause.retryable : cause instanceof BotFault && cause.code === 'TURN_CONFLICT';
}

async function submit(
  parts: OutboxParts,
  conversation: ConversationDocument,
  item: WorkItem,
): Promise<CalloutMessage['outcome']> {
  if (item.orphaned)
    return {
      class: 'ambiguous',
      reachedBank: 'unknown',
      evidence: 'The process that was submitting it ended before it could report.',
    };
  const market = parts.markets[conversation.market];
  // Written by this program with the confirm (`bot/commit.ts`), so its shape is known.
  const confirmed = item.body.lead as Pick<Lead, 'facts' | 'locale'>;
  const outcome = await parts.callout(market).submit({ market, bank: parts.bank(market), ...confirmed });
  switch (outcome.class) {
    case 'done':
    case 'rejected':
      return outcome;
    case 'ambiguous':
      return { class: 'ambiguous', reachedBank: 'unknown', evidence: outcome.reason };
    case 'config':
      parts.log.error({ event: 'callout.refusesUs', market: conversation.market, reason: outcome.reason });
      return retry(parts, item, outcome.reason, LONGEST_RETRY_MS);
    case 'notSent':
      return retry(parts, item, outcome.reason, 0);
    case 'notDone':
      return retry(parts, item, outcome.reason, outcome.retryAfterMs ?? 0);
  }
}

/** Full jitter between the server's own wait and twice the last delay; then a person. */
function retry(parts: OutboxParts, item: WorkItem, reason: string, atLeastMs: number): CalloutMessage['outcome'] {
  if (item.attempts >= MOST_ATTEMPTS)
    return {
      class: 'ambiguous',
      reachedBank: 'no',
      evidence: `Not accepted after ${item.attempts} attempts: ${reason}`,
    };
  const ceiling = Math.min(FIRST_RETRY_MS * 2 ** item.attempts, LONGEST_RETRY_MS);
  return { class: 'delayed', reason, retryAt: parts.clock() + atLeastMs + Math.ceil(parts.random() * ceiling) };
}

async function askStatus(
  parts: OutboxParts,
  conversation: ConversationDocument,
  item: WorkItem,
): Promise<CalloutMessage['outcome']> {
  const market = parts.markets[conversation.market];
  const { reference, details } = item.body as { reference: string; details: Readonly<Record<string, string>> };
  const outcome = await parts.callout(market).status(market, reference, details);
  if (outcome.class === 'known') return { class: 'status', result: 'known', stage: outcome.stage };
  return { class: 'status', result: outcome.class };
}
