import type { WhatsAppAccount, WhatsAppSender } from '../accounts';
import type { ListedMessage, ListInbound } from '../listed';
import type { WhatsAppInbox } from './inbox';
import type { WebhookLog } from './webhook';

export interface GapSweeperOptions {
  readonly accounts: readonly WhatsAppAccount[];
  readonly listInbound: ListInbound;
  readonly admit: WhatsAppInbox['admitListed'];
  readonly clock: () => number;
  readonly log: WebhookLog;
  readonly everyMs?: number;
  /** A message younger than this is left to its webhook, which knows more of it: a tap's payload, the kind of a file. */
  readonly graceMs?: number;
}

export interface GapSweeper {
  /** Looks at once, then every minute. */
  start(): void;
  /** Takes nothing more, and resolves when nothing is under way. */
  stop(): Promise<void>;
  /** One look at every sender. */
  sweep(): Promise<void>;
}

const EVERY_MS = 60_000;
/** Twilio waits 15 s for a webhook, retries included. */
const GRACE_MS = 20_000;
const OVERLAP_MS = 10 * 60_000;
const LONGEST_LOOK_MS = 24 * 3_600_000;

/**
 * Finds what customers wrote while we could not be reached: a provider's webhook is tried a few times and then never
 * again, so that only asking for the list makes sure that nobody is left without an answer.
 */
export function createGapSweeper(options: GapSweeperOptions): GapSweeper {
  const { accounts, clock, everyMs = EVERY_MS } = options;
  const senders = accounts.flatMap((account) => account.senders.map((sender) => ({ account, sender })));
  const sweptAt = new Map<WhatsAppSender, number>();
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = true;
  let ending = false;

  const admit: GapSweeperOptions['admit'] = async (...listed) => !ending && options.admit(...listed);
  const sweepAll = async () => {
    for (const { account, sender } of senders) {
      const now = clock();
      const since = Math.max((sweptAt.get(sender) ?? 0) - OVERLAP_MS, now - LONGEST_LOOK_MS);
      if (await sweepSender({ ...options, admit }, account, sender, since)) sweptAt.set(sender, now);
    }
  };
  const sweep = () => {
    running ??= sweepAll().finally(() => {
      running = undefined;
    });
    return running;
  };
  const round = async () => {
    await sweep();
    if (stopped) return;
    timer = setTimeout(() => void round(), everyMs);
    timer.unref();
  };
  return {
    start() {
      if (!stopped) return;
      stopped = false;
      ending = false;
      void round();
    },
    async stop() {
      stopped = true;
      ending = true;
      clearTimeout(timer);
      await running;
    },
    sweep,
  };
}

/** False: something is missing still, so the next look begins where this one did. */
async function sweepSender(
  { listInbound, admit, clock, log, graceMs = GRACE_MS }: GapSweeperOptions,
  account: WhatsAppAccount,
  sender: WhatsAppSender,
  since: number,
): Promise<boolean> {
  try {
    const listed = await listInbound(account, sender, since);
    const ripe = listed.filter(({ sentAt }) => sentAt <= clock() - graceMs);
    const waiting = new Set<string>();
    for (const message of oldestFirst(ripe)) {
      // A later message must not overtake an earlier one of the same person.
      if (waiting.has(message.from)) continue;
      if (!(await admit(account, sender, message))) waiting.add(message.from);
    }
    if (waiting.size > 0) log.warn({ code: 'whatsapp.sweepIncomplete' }, 'Missed messages could not all be taken yet');
    return waiting.size === 0;
  } catch (err) {
    log.warn({ code: 'whatsapp.sweepFailed', err }, 'The provider could not be asked for missed messages');
    return false;
  }
}

/** The provider lists the newest first and gives whole seconds: among equals its order is turned round. */
function oldestFirst(listed: readonly ListedMessage[]): readonly ListedMessage[] {
  return [...listed].reverse().sort((one, other) => one.sentAt - other.sentAt);
}
