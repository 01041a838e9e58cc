import type { Callout } from '../adapters/callouts/callout';
import type { Messenger } from '../adapters/channels/channel';
import type { Texts } from '../dialogs/texts';
import type { BankProfile } from '../machines/bank';
import type { Catalogue } from '../machines/check';
import type { Market, MarketProfile } from '../machines/market';
import type { ConversationDocument, WorkItem } from '../store/documents';
import type { Store } from '../store/store';
import { pauseAfterConflict } from './backoff';
import { createConversationCache, type OpenConversation, type Sight, viewOf } from './conversation';
import { flowCatalogue } from './flowCatalogue';
import type { FlowRegistry } from './flows';
import type { AskedHub, HubEnds } from './hub/composeHub';
import { createIntake, type Intake } from './intake';
import { NO_SHEDDING, type Shedding } from './load/shedding';
import type { Messaging } from './messaging/composeMessaging';
import { anchorIn } from './operator/anchor';
import { type CalloutSwitch, createCalloutSwitch } from './operator/calloutSwitch';
import { createOperatorThread } from './operator/thread';
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
  /** Milliseconds of which only differences are used, and that nobody sets; the clock, when there is none of its own. */
  readonly steady?: () => number;
  /** Between 0 and 1. */
  readonly random: () => number;
  readonly log: Log;
  readonly pseudonym: (identity: string) => string;
  /** The same under a key of its own for each use: what one of them is kept for says nothing to another. */
  readonly hashes?: KeyedHashes;
  /** A keyed hash for the lines of the audit. */
  readonly sealAudit: (text: string) => string;
  readonly resumeAfterMs: number;
  /** How long one person's application stands in the way of another; when nothing is said, or 0, it does not. */
  readonly oneApplicationMs?: number;
  /** When a bank may be tried again, where none can be called now; undefined, or missing: one can. */
  readonly banksRestUntil?: () => number | undefined;
  /** The same of one market's bank. */
  readonly bankRestsUntil?: (market: Market) => number | undefined;
  /** Nothing goes to the bank, whatever operators say. */
  readonly calloutsPaused?: boolean;
  /** Four hours, when nothing is said. */
  readonly remindAfterMs?: number;
  /** Nobody is turned away, when nothing is said. */
  readonly shedding?: Pick<Shedding, 'turnsAway'>;
  /** Whether somebody of a market is at the desk now; undefined, or missing: nobody knows. */
  readonly attends?: Sight['attends'];
  /** What leads customers to what is kept of them; missing: nothing does. */
  readonly ownData?: Sight['ownData'];
  /** By which applications are gone on with elsewhere; missing: they are not. */
  readonly carryOver?: Sight['carryOver'];
  /** Without one nothing is sent, and there is no door for one. */
  readonly messenger?: Messenger;
  /** The contact centre that is asked when a customer needs a person; missing: our own desk alone. */
  readonly hub?: AskedHub;
}

/** Keyed hashes of what is found again by them and kept nowhere else. */
export interface KeyedHashes {
  /** Of the contacts of those who apply. */
  readonly applicantOf: (contact: string) => string;
  /** Of the reference numbers that applications have. */
  readonly referenceName: (reference: string) => string;
  /** What a submission is known by to a bank that takes a key or a reference of ours. */
  readonly submissionKey: (intent: string) => string;
  /** Of a lead, in the evidence of a case. */
  readonly fingerprint: (lead: string) => string;
}

/** The parts of a messenger are there when there is one. */
export interface Bot extends Partial<Messaging> {
  readonly intake: Intake;
  readonly outbox: Outbox;
  readonly calloutSwitch: CalloutSwitch;
  /** What a turn would see of a conversation as it stands now, for who looks at it without taking one. */
  readonly look: (document: ConversationDocument) => Promise<OpenConversation>;
  /** What it sees it with, for what a turn would say. */
  readonly sight: Sight;
  /** What flows are checked against: every market with its bank's values as they are known now, and the texts. */
  readonly catalogue: () => Catalogue;
  /** Both ends of the contact centre, where there is one. */
  readonly hub?: HubEnds;
}

/**
 * The whole conversation without any channel: what the server listens for and what tests drive is the same thing.
 * The outbox is not started; whoever composes decides when the bank may be called.
 */
export function composeBot(parts: BotParts): Bot {
  const { store, callout, markets, texts, clock, random, log } = parts;
  const hashes = parts.hashes ?? allOf(parts.sealAudit);
  const referenceData = createReferenceData({ callout, bank: parts.bankProfile, texts, clock, log });
  const sight: Sight = {
    flows: parts.flows,
    markets,
    referenceData,
    texts,
    resumeAfterMs: parts.resumeAfterMs,
    remindAfterMs: parts.remindAfterMs ?? REMIND_AFTER_MS,
    ...(parts.messenger && { hasTemplate: parts.messenger.hasTemplate }),
    ...(parts.attends && { attends: parts.attends }),
    ...(parts.ownData && { ownData: parts.ownData }),
    ...(parts.carryOver && { carryOver: parts.carryOver }),
  };
  const intake = createIntake({
    ...sight,
    store,
    conversations: createConversationCache(CACHED_CONVERSATIONS),
    pseudonym: parts.pseudonym,
    sealAudit: parts.sealAudit,
    onAudited: anchorIn(log),
    oneApplicationMs: parts.oneApplicationMs ?? 0,
    ...hashes,
    pause: (losses) => new Promise((resolve) => setTimeout(resolve, pauseAfterConflict(losses, random))),
    log,
    shedding: parts.shedding ?? NO_SHEDDING,
    ...(parts.hub && { hub: parts.hub.centre }),
    wakeWorkers: (kinds) => {
      for (const worker of new Set(kinds.map((kind) => workers[kind]))) worker?.wake();
    },
  });
  const calloutSwitch = calloutSwitchOf(parts);
  const outbox = createOutbox({
    store,
    intake,
    callout,
    markets,
    bank: referenceData.bank,
    clock,
    random,
    log,
    calloutSwitch,
    fingerprint: hashes.fingerprint,
    banksRestUntil: parts.banksRestUntil ?? (() => undefined),
    bankRestsUntil: parts.bankRestsUntil ?? (() => undefined),
    ...(parts.steady ? { steady: parts.steady } : {}),
  });
  const messaging = messagingOf(parts, intake);
  const look: Bot['look'] = async (document) => {
    await sight.flows.fetch(document.flow);
    return viewOf(sight, document, clock());
  };
  const hub = hubOf(parts, intake, look);
  const workers: Readonly<Record<WorkItem['kind'], { wake(): void } | undefined>> = {
    callout: outbox,
    status: outbox,
    reply: messaging?.replies,
    purge: messaging?.replies,
    timer: messaging?.timers,
    hub: hub?.line,
    // Due only after a while, when whoever does it looks by itself.
    erase: undefined,
  };
  return {
    intake,
    outbox,
    calloutSwitch,
    look,
    sight,
    catalogue: () => flowCatalogue({ texts, callout, bank: referenceData.bank, rows: referenceData.rows }),
    ...messaging,
    ...(hub && { hub }),
  };
}

function allOf(hash: (text: string) => string): KeyedHashes {
  return { applicantOf: hash, referenceName: hash, submissionKey: hash, fingerprint: hash };
}

function calloutSwitchOf(parts: BotParts): CalloutSwitch {
  const { store, clock, steady = clock, log, sealAudit: seal, calloutsPaused = false } = parts;
  const thread = createOperatorThread({ id: 'operators:callouts', store, clock, seal, onLine: anchorIn(log) });
  return createCalloutSwitch({ thread, clock: steady, alwaysPaused: calloutsPaused });
}

/** Loaded only with a messenger: where customers open a page nothing is sent. */
function messagingOf(parts: BotParts, intake: Intake): Messaging | undefined {
  if (parts.messenger === undefined) return undefined;
  const { composeMessaging }: typeof import('./messaging/composeMessaging') = require('./messaging/composeMessaging');
  return composeMessaging(parts, parts.messenger, intake);
}

/** Loaded only with a contact centre. */
function hubOf(parts: BotParts, intake: Intake, look: Bot['look']): HubEnds | undefined {
  if (parts.hub === undefined) return undefined;
  const { composeHub }: typeof import('./hub/composeHub') = require('./hub/composeHub');
  return composeHub(parts, parts.hub, intake, look);
}

const REMIND_AFTER_MS = 4 * 3_600_000;
const CACHED_CONVERSATIONS = 5_000;
