import type { CustomerMessage, QuickReply, Reply, TranscriptEntry } from '../../../dialogs/message';
import type { Texts } from '../../../dialogs/texts';
import type { BankProfile } from '../../../machines/bank';
import type { Market, MarketProfile } from '../../../machines/market';
import type { ConversationDocument, WorkItem } from '../../../store/documents';
import { openThrowAwayStore } from '../../../store/sqlite/throwAwayStore';
import type { Store } from '../../../store/store';
import { type Bot, composeBot } from '../../composeBot';
import type { FlowRegistry } from '../../flows';
import type { Log } from '../../telemetry';
import { StudioFault } from '../studioFault';
import type { Setting } from './contract';
import { type OverheardTexts, overhear } from './overheardTexts';
import { createSimulatedBank, type SimulatedBank } from './simulatedBank';
import { createSimulatedPhone, type SimulatedPhone } from './simulatedPhone';
import { createVirtualClock, type VirtualClock } from './virtualClock';

/** What a box takes from the product around it. None of it is anybody's data. */
export interface BoxWorld {
  readonly texts: Texts;
  readonly markets: Readonly<Record<Market, MarketProfile>>;
  readonly bankProfile: (market: MarketProfile) => BankProfile;
  readonly resumeAfterMs: number;
}

/**
 * The real bot with nobody around it: the product's own turn, outbox and workers on a store in memory, a bank and a phone
 * that are played, and a clock that moves when it is told to. One conversation, the same each time it is played.
 */
export interface Box {
  readonly bot: Bot;
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly bank: SimulatedBank;
  readonly phone: SimulatedPhone;
  readonly overheard: OverheardTexts;
  readonly setting: Setting;
  /** From which address they write on a messenger, now and until the next. */
  writesFrom(user: string): void;
  /** Where they wrote from last. */
  address(): string;
  /** Hands over what the customer says; the same id again is the same message. */
  deliver(said: SaidByCustomer, id?: string): Promise<void>;
  document(): Promise<ConversationDocument | undefined>;
  /** Everything that was said, oldest first. */
  entries(afterSeq?: number): Promise<readonly TranscriptEntry[]>;
  /** Faults of ours since this was last asked. */
  faults(): readonly string[];
  /** Resolves when nothing is due any more but what the bank is slow with. */
  settled(): Promise<void>;
  end(): Promise<void>;
}

export type SaidByCustomer = CustomerMessage extends infer M
  ? M extends unknown
    ? Omit<M, 'id' | 'conversationId' | 'channel' | 'receivedAt'>
    : never
  : never;

export const CONVERSATION_ID = 'simulated';
const USER_ID = 'simulated-customer';

export function createBox(world: BoxWorld, flows: FlowRegistry, setting: Setting): Box {
  const clock = createVirtualClock();
  const store = openThrowAwayStore(clock.now);
  const overheard = overhear(world.texts);
  const bank = createSimulatedBank(clock);
  const phone = createSimulatedPhone(world.texts);
  const faults: string[] = [];
  const bot = composeBot({
    ...world,
    store,
    texts: overheard.texts,
    callout: bank.callout,
    flows,
    clock: clock.now,
    random: () => 0.5,
    log: faultLog(faults),
    pseudonym: asItIs,
    sealAudit: asItIs,
    messenger: phone.messenger,
  });
  phone.onTaken((taken) => {
    const report = { ...taken, status: 'delivered' as const, at: clock.now() };
    bot.messengerGateway?.delivered(report).catch((cause: unknown) => faults.push(String(cause)));
  });
  const workers = [bot.outbox, bot.replies, bot.timers].filter((worker) => worker !== undefined);
  for (const worker of workers) worker.start();
  let messages = 0;
  let user = 'simulated:customer';

  return {
    bot,
    store,
    clock,
    bank,
    phone,
    overheard,
    setting,
    writesFrom: (from) => {
      user = from;
    },
    address: () => user,
    async deliver(said, id) {
      messages += 1;
      const envelope = {
        id: id ?? `m${messages}`,
        conversationId: CONVERSATION_ID,
        channel: setting.channel,
        receivedAt: clock.now(),
      };
      const start = setting.channel === 'whatsapp' && { start: startOf(setting, user) };
      // What is said, in its envelope, is a message.
      const receipt = await bot.intake.receive({ ...said, ...start, ...envelope } as CustomerMessage);
      if (receipt.status === 'unavailable') faults.push('A message could not be taken.');
    },
    document: () => store.load(CONVERSATION_ID),
    entries: (afterSeq = 0) => store.transcript(CONVERSATION_ID, afterSeq, MOST_ENTRIES),
    faults: () => faults.splice(0),
    settled: () => settled({ bot, store, clock, bank }, () => workers.forEach((worker) => void worker.wake())),
    async end() {
      // A worker that waits for the bank would never stop.
      clock.passes(LONGEST_WAIT_MS);
      await Promise.all(workers.map((worker) => worker.stop()));
      await bot.intake.idle();
      await store.close();
    },
  };
}

export function opening({ channel, market, locale }: Setting): SaidByCustomer {
  if (channel === 'whatsapp') return { kind: 'text', text: 'hello' };
  return { kind: 'started', userId: USER_ID, market, ...(locale !== undefined && { locale }) };
}

function startOf({ market }: Setting, user: string) {
  const address = { account: 'simulated', sender: 'simulated:bank', user };
  return { userId: USER_ID, markets: [market] as const, address };
}

const MOST_ENTRIES = 10_000;
const LONGEST_WAIT_MS = 3_600_000;
const MOST_ROUNDS = 5_000;

async function settled(
  { bot, store, clock, bank }: Pick<Box, 'bot' | 'store' | 'clock' | 'bank'>,
  wake: () => void,
): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await bot.intake.idle();
    const work = await store.work(CONVERSATION_ID);
    const claimed = work.filter(({ status }) => status === 'claimed');
    const hasDue = firstInLine(work).some(({ status, dueAt }) => status === 'pending' && dueAt <= clock.now());
    if (!hasDue && claimed.length <= bank.waiting()) return;
    if (hasDue) wake();
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new StudioFault(
    'SIMULATION_RESTLESS',
    `The simulated conversation does not come to rest in ${MOST_ROUNDS} rounds; look for work that is due again and again.`,
  );
}

/** Replies leave in their order: one that waits keeps those behind it, whenever they are due. */
function firstInLine(work: readonly WorkItem[]): readonly WorkItem[] {
  const open = work.filter(({ status }) => status === 'pending' || status === 'claimed');
  const next = open.find(({ kind }) => kind === 'reply');
  return open.filter((item) => item.kind !== 'reply' || item === next);
}

/** What the product itself would call an operator for. */
function faultLog(faults: string[]): Log {
  const quiet = () => undefined;
  return {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: ({ event, code, cause }) => {
      // A bank that does not answer is what was asked for.
      if (!String(event).startsWith('callout.')) faults.push([event, code, cause].filter(Boolean).join(' '));
    },
  };
}

function asItIs(text: string): string {
  return text;
}

/** Every button of a message, the ones on its cards among them. */
export function buttonsOf({ choices = [], cards = [], summary = [] }: Reply): readonly QuickReply[] {
  const changes = summary.flatMap(({ change }) => (change === undefined ? [] : [change]));
  return [...choices, ...cards.map(({ select }) => select), ...changes];
}
