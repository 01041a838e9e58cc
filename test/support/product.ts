import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCallouts } from '../../adapters/callouts';
import { createHttp } from '../../adapters/http';
import { MARKET_PROFILES } from '../../adapters/markets';
import { type Bot, type BotParts, composeBot } from '../../bot/composeBot';
import { openFlows } from '../../bot/flows';
import { loadTexts } from '../../bot/loadTexts';
import { createPublishedFlows } from '../../bot/publishedFlows';
import { createPseudonym, type Log, type LogLine } from '../../bot/telemetry';
import type { Market } from '../../machines/market';
import { sandboxBankProfile } from '../../sandbox/bankProfiles';
import { createLocalKms } from '../../store/sealing/kms';
import { openSealedStore } from '../../store/sqlite/sealedStore';
import type { Attention, Erasure, Publishing, Register, Store } from '../../store/store';
import { TEST_CARRY_OVER } from './carryOver';
import { TEST_OWN_DATA } from './ownData';
import { createTestBank, type TestBank } from './testBank';
import { createTestTwilio, type TestTwilio } from './testTwilio';
import { createTestWhatsApp } from './testWhatsApp';

/** The real product without its web server: real store on disk, real turn and outbox, real HTTP to the stand-in bank. */
export interface TestProduct extends Bot {
  /** With `whatsApp`: the other end. */
  readonly twilio?: TestTwilio;
  readonly store: Store & Erasure & Register & Attention & Publishing;
  readonly bank: TestBank;
  readonly log: readonly LogLine[];
  now(): number;
  /** Moves the product's clock on; work that falls due is looked for at once. */
  passes(ms: number): void;
  /** Resolves when nothing is due for this conversation any more and no turn runs. */
  settled(conversationId: string): Promise<void>;
  /** The same after this much time. */
  settledAfter(ms: number, conversationId: string): Promise<void>;
  /** A second process on the same store: its own queue, its own memory; with a client of its own where one is given. */
  another(store?: BotParts['store']): Bot;
  /** Ends the process in an orderly way and starts another on the same data, or on what somebody made of it `between`. */
  restart(between?: () => void): Promise<void>;
  stop(): Promise<void>;
}

export interface TestProductOptions {
  /** Replaces parts of the composition: a store that fails, flows of a test. */
  readonly parts?: (real: BotParts) => Partial<BotParts>;
  /** Without it nothing leaves until the test says so. */
  readonly outboxStarts?: boolean;
  /** Customers write on WhatsApp too: with a web server for the webhooks, and the stand-in for Twilio. */
  readonly whatsApp?: boolean;
  /** Where the store is at the next start; by default in a place of its own. */
  readonly directory?: () => string;
}

export const TEXTS = loadTexts();
export const TEST_KMS = createLocalKms('test store key');
export const FLOWS_DIRECTORY = join(__dirname, '..', '..', 'dialogs', 'flows');
/** Evenly over the customers of a test, and always the same. */
export const testLot = (text: string) => createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
export const HOUR_MS = 3_600_000;

/** Starts one; `stop` removes its data. */
export async function startTestProduct(options: TestProductOptions = {}): Promise<TestProduct> {
  const directory = mkdtempSync(join(tmpdir(), 'product-'));
  const bank = await createTestBank();
  const log: LogLine[] = [];
  const clock = createClock();
  const twilio = options.whatsApp ? await createTestTwilio(clock.now) : undefined;
  const open = () => openParts({ directory, bank, log, clock: clock.now, options, twilio });
  let running = await open();

  const shutDown = async () => {
    await running.close();
    await running.bot.intake.idle();
    await running.parts.store.close();
    running.http.close();
  };
  return {
    get intake() {
      return running.bot.intake;
    },
    get outbox() {
      return running.bot.outbox;
    },
    get calloutSwitch() {
      return running.bot.calloutSwitch;
    },
    look: (document) => running.bot.look(document),
    get sight() {
      return running.bot.sight;
    },
    catalogue: () => running.bot.catalogue(),
    get store() {
      // A sealed file, or what a test made of one.
      return running.parts.store as Store & Erasure & Register & Attention & Publishing;
    },
    get messengerGateway() {
      return running.bot.messengerGateway;
    },
    get replies() {
      return running.bot.replies;
    },
    get timers() {
      return running.bot.timers;
    },
    get hub() {
      return running.bot.hub;
    },
    ...(twilio ? { twilio } : {}),
    bank,
    log,
    now: clock.now,
    passes(ms) {
      clock.advance(ms);
      wake(running.bot);
    },
    settled: (conversationId) => settled(running.bot, running.parts.store, clock.now, conversationId),
    async settledAfter(ms, conversationId) {
      clock.advance(ms);
      wake(running.bot);
      await settled(running.bot, running.parts.store, clock.now, conversationId);
    },
    another: (store = running.parts.store) => composeBot({ ...running.parts, store }),
    async restart(between) {
      await shutDown();
      between?.();
      running = await open();
    },
    async stop() {
      await shutDown();
      await bank.close();
      await twilio?.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function createClock() {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    advance: (ms: number) => {
      offset += ms;
    },
  };
}

function wake({ outbox, replies, timers, hub }: Bot): void {
  for (const worker of [outbox, replies, timers, hub?.line]) worker?.wake();
}

async function openParts(from: {
  readonly directory: string;
  readonly bank: TestBank;
  readonly log: LogLine[];
  readonly clock: () => number;
  readonly options: TestProductOptions;
  readonly twilio: TestTwilio | undefined;
}) {
  const { clock, bank, twilio, options } = from;
  const http = createHttp({ allowedHosts: ['127.0.0.1'], limits: { headersTimeoutMs: 4_000, totalTimeoutMs: 6_000 } });
  const callouts = createCallouts({ http, connection: bank.connection, clock, newUuid: randomUUID });
  const store = await openSealedStore({ directory: options.directory?.() ?? from.directory, clock, kms: TEST_KMS });
  // Of whichever store the test has in the end.
  const published: Pick<Publishing, 'record'> = {
    record: (...asked) => (parts.store as Store & Publishing).record(...asked),
  };
  const real: BotParts = {
    store,
    callout: (market) => callouts[market.callout],
    bankProfile: ({ market }) => sandboxBankProfile(market),
    markets: MARKET_PROFILES,
    texts: TEXTS,
    flows: createPublishedFlows({ shipped: openFlows(FLOWS_DIRECTORY), store: published, clock, lot: testLot }),
    clock,
    random: () => 0.5,
    log: recordingLog(from.log),
    pseudonym: createPseudonym('test master key'),
    sealAudit: createPseudonym('test audit key'),
    resumeAfterMs: 6 * HOUR_MS,
    ownData: TEST_OWN_DATA.links,
    carryOver: TEST_CARRY_OVER,
  };
  const whatsApp = twilio && createTestWhatsApp({ twilio, http, clock });
  const parts: BotParts = { ...real, ...whatsApp?.parts, ...options.parts?.(real) };
  const bot = composeBot(parts);
  const workers = options.outboxStarts === false ? [] : [bot.outbox, bot.replies, bot.timers, bot.hub?.line];
  for (const worker of workers) worker?.start();
  const server = await whatsApp?.listen(bot);
  const close = async () => {
    await server?.close();
    for (const worker of [bot.outbox, bot.replies, bot.timers, bot.hub?.line]) await worker?.stop();
  };
  return { parts, http, bot, close };
}

function recordingLog(lines: LogLine[]): Log {
  const keep = (line: LogLine) => void lines.push(line);
  return { debug: keep, info: keep, warn: keep, error: keep };
}

async function settled({ intake }: Bot, store: Store, now: () => number, conversationId: string): Promise<void> {
  const giveUpAt = Date.now() + 15_000;
  while (Date.now() < giveUpAt) {
    await intake.idle();
    const open = (await store.work(conversationId)).filter(
      ({ status, dueAt }) => status === 'claimed' || (status === 'pending' && dueAt <= now()),
    );
    if (open.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`Work of ${conversationId} is still open after 15 seconds.`);
}

/** The market's number as a customer would type it; the other answers come from the examples in the texts. */
export function mobileOf(market: Market): string {
  return MARKET_PROFILES[market].phone.example;
}
