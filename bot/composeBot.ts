import type { Callout } from '../adapters/callouts/callout';
import type { Texts } from '../dialogs/texts';
import type { BankProfile } from '../machines/bank';
import type { Market, MarketProfile } from '../machines/market';
import type { Store } from '../store/store';
import { createConversationCache } from './conversation';
import type { FlowRegistry } from './flows';
import { createIntake, type Intake } from './intake';
import { createOutbox, type Outbox } from './outbox';
import { createReferenceData } from './referenceData';
import type { Log } from './telemetry';

/** What the conversation needs from outside: a memory, a bank, words, flows, time and chance. */
export interface BotParts {
  readonly store: Store;
  readonly callout: (market: MarketProfile) => Callout;
  readonly bankProfile: (market: MarketProfile) => BankProfile;
  readonly markets: Readonly<Record<Market, MarketProfile>>;
  readonly texts: Texts;
  readonly flows: FlowRegistry;
  readonly clock: () => number;
  /** Between 0 and 1. */
  readonly random: () => number;
  readonly log: Log;
  readonly pseudonym: (identity: string) => string;
  readonly resumeAfterMs: number;
  /** Four hours, when nothing is said. */
  readonly remindAfterMs?: number;
}

export interface Bot {
  readonly intake: Intake;
  readonly outbox: Outbox;
}

/**
 * The whole conversation without any channel: what the server listens for and what tests drive is the same thing.
 * The outbox is not started; whoever composes decides when the bank may be called.
 */
export function composeBot(parts: BotParts): Bot {
  const { store, callout, markets, texts, clock, random, log } = parts;
  const referenceData = createReferenceData({ callout, bank: parts.bankProfile, texts, clock, log });
  const intake = createIntake({
    store,
    conversations: createConversationCache(CACHED_CONVERSATIONS),
    flows: parts.flows,
    markets,
    referenceData,
    texts,
    resumeAfterMs: parts.resumeAfterMs,
    remindAfterMs: parts.remindAfterMs ?? REMIND_AFTER_MS,
    pseudonym: parts.pseudonym,
    pause: (attempt) => new Promise((resolve) => setTimeout(resolve, random() * 5 * 2 ** attempt)),
    log,
    wakeOutbox: () => outbox.wake(),
  });
  const outbox = createOutbox({ store, intake, callout, markets, bank: referenceData.bank, clock, random, log });
  return { intake, outbox };
}

const REMIND_AFTER_MS = 4 * 3_600_000;
const CACHED_CONVERSATIONS = 5_000;
