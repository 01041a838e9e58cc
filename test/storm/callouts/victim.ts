import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createCallouts } from '../../../adapters/callouts';
import type { Callout } from '../../../adapters/callouts/callout';
import { createHttp } from '../../../adapters/http';
import { MARKET_PROFILES } from '../../../adapters/markets';
import { composeBot } from '../../../bot/composeBot';
import { openFlows } from '../../../bot/flows';
import { createPseudonym, type Log } from '../../../bot/telemetry';
import type { CustomerMessage } from '../../../dialogs/message';
import type { Market, MarketProfile } from '../../../machines/market';
import { sandboxBankProfile } from '../../../sandbox/bankProfiles';
import { BANK_HOST } from '../../../sandbox/faultProxy';
import { openSealedStore } from '../../../store/sqlite/sealedStore';
import type { Store } from '../../../store/store';
import { createKeyedCallout } from '../../support/keyedCallout';
import { FLOWS_DIRECTORY, HOUR_MS, mobileOf, TEST_KMS, TEXTS } from '../../support/product';
import { resolveAt } from '../../support/resolveAt';
import { pause } from '../customers';
import type { Told } from '../story';
import { type BankKind, STORM_BANKS } from './banks';

/** Where and how one product lives. */
export interface VictimPlan {
  readonly directory: string;
  readonly kind: BankKind;
  readonly origin: string;
  readonly namesPort: number;
  readonly ca: string;
  /** What it logs and sees is appended here at once, so that it outlives it. */
  readonly noteFile: string;
  /** By how much its clock is before ours. */
  readonly aheadMs: number;
}

export type VictimTold = Pick<Told, 'document' | 'entries' | 'work' | 'cases'>;

/** The product without its web server, before a bank behind the fault proxy. */
export interface Victim {
  /** Answers every question up to the confirmation. */
  prepare(id: string, market: Market): Promise<void>;
  /** Has the token fetched and its connection closed. */
  warm(market: Market): Promise<void>;
  /** The customer's word, always the same message: sent again it is the same word. */
  accept(id: string): Promise<void>;
  /** Waits for what is due, then lets time pass to what is due next. */
  step(id: string): Promise<{ readonly isOver: boolean; readonly aheadMs: number }>;
  told(id: string): Promise<VictimTold>;
  close(): Promise<void>;
  /** As when the process is killed: nothing it still does has an effect. */
  die(): Promise<void>;
}

/** Scaled down by as much as the bank's lateness is. */
const LIMITS = {
  connectTimeoutMs: 1_000,
  headersTimeoutMs: 700,
  bodyTimeoutMs: 700,
  totalTimeoutMs: 1_600,
  idleSocketMs: 40,
};
const PATIENCE_MS = 20_000;

export async function startVictim(plan: VictimPlan): Promise<Victim> {
  let { aheadMs } = plan;
  let isDead = false;
  const clock = () => Date.now() + aheadMs;
  const note = (line: object) => {
    if (!isDead) appendFileSync(plan.noteFile, `${JSON.stringify({ at: clock(), ...line })}\n`);
  };
  const http = createHttp({
    allowedHosts: [BANK_HOST],
    privateHosts: [BANK_HOST],
    limits: LIMITS,
    ca: plan.ca,
    resolve: resolveAt(plan.namesPort),
    clock,
  });
  const real = await openSealedStore({ directory: plan.directory, clock, kms: TEST_KMS });
  const store = mortal(real, () => isDead);
  const callouts = calloutsOf(plan, http, clock, note);
  const bot = composeBot({
    store,
    callout: callouts,
    bankProfile: ({ market }) => sandboxBankProfile(market),
    markets: MARKET_PROFILES,
    texts: TEXTS,
    flows: openFlows(FLOWS_DIRECTORY),
    clock,
    random: Math.random,
    log: noting(note),
    pseudonym: createPseudonym('storm'),
    sealAudit: createPseudonym('storm audit'),
    resumeAfterMs: 6 * HOUR_MS,
  });
  bot.outbox.start();

  const send = async (id: string, message: object) => {
    const envelope = { id: randomUUID(), conversationId: id, channel: 'webchat', receivedAt: clock() };
    // Together they are a whole message.
    await bot.intake.receive({ ...envelope, ...message } as CustomerMessage);
  };
  const openWork = async (id: string) =>
    (await real.work(id)).filter(({ status }) => status === 'pending' || status === 'claimed');

  return {
    async prepare(id, market) {
      await send(id, { kind: 'started', userId: id, market, locale: MARKET_PROFILES[market].defaultLocale });
      for (let answers = 0; answers < 60; answers++) {
        const prompt = (await real.load(id))?.prompt;
        if (prompt?.step === 'confirm') return;
        await send(id, answerTo(prompt, market));
      }
      throw new Error(`${id} was never asked to confirm.`);
    },
    async warm(market) {
      await callouts(MARKET_PROFILES[market])
        .referenceData(MARKET_PROFILES[market], 'salutation', 'en')
        .catch(() => undefined);
      await pause(LIMITS.idleSocketMs * 3);
    },
    async accept(id) {
      const prompt = (await real.load(id))?.prompt;
      const word = { id: `${id}:accept`, kind: 'choice', payload: `${prompt?.promptId}|accept`, label: 'accept' };
      await send(id, word);
    },
    async step(id) {
      const giveUpAt = Date.now() + PATIENCE_MS;
      while (Date.now() < giveUpAt) {
        const open = await openWork(id);
        if (open.length === 0) return { isOver: true, aheadMs };
        const due = Math.min(...open.map(({ status, dueAt }) => (status === 'claimed' ? 0 : dueAt)));
        if (due > clock()) {
          aheadMs += due - clock() + 1;
          bot.outbox.wake();
          return { isOver: false, aheadMs };
        }
        await pause(5);
      }
      throw new Error(`Work of ${id} is still open.`);
    },
    async told(id) {
      const document = await real.load(id);
      if (document === undefined) throw new Error(`${id} was lost.`);
      const [entries, work, cases] = await Promise.all([
        real.transcript(id, 0, 1_000),
        real.work(id),
        real.records('case', { conversationId: id, limit: 100 }),
      ]);
      return { document, entries, work, cases };
    },
    async close() {
      await bot.outbox.stop();
      await bot.intake.idle();
      await real.close();
      http.close();
    },
    async die() {
      isDead = true;
      http.close();
      void bot.outbox.stop();
      await real.close();
    },
  };
}

/** Once it is dead, no call has an effect, and none comes back. */
function mortal(store: Store, isDead: () => boolean): Store {
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function' || name === 'healthy') return value;
      return async (...args: unknown[]) => {
        if (isDead()) return new Promise(() => undefined);
        const result = await value.apply(target, args).catch((cause: unknown) => {
          if (!isDead()) throw cause;
        });
        return isDead() ? new Promise(() => undefined) : result;
      };
    },
  });
}

/** The real ones, and beside each attempt a note of what it was taken for. */
function calloutsOf(
  { kind, origin }: VictimPlan,
  http: ReturnType<typeof createHttp>,
  clock: () => number,
  note: (line: object) => void,
): (market: MarketProfile) => Callout {
  const connection = (market: Market) => {
    const code = market.toLowerCase();
    return { baseUrl: `${origin}/gcb/api`, clientId: `sandbox-${code}`, clientSecret: `sandbox-secret-${code}` };
  };
  const options = { http, connection, clock, newUuid: randomUUID };
  const { offers, capabilities } = STORM_BANKS[kind];
  const contract = createCallouts(options);
  const keyed = createKeyedCallout(options, capabilities);
  return (market) => {
    const callout = offers ? keyed : contract[market.callout];
    return {
      ...callout,
      async submit(lead) {
        const outcome = await callout.submit(lead);
        note({
          event: 'observed',
          idemKey: lead.idemKey,
          class: outcome.class,
          reason: 'reason' in outcome ? outcome.reason : '',
        });
        return outcome;
      },
    };
  };
}

function noting(note: (line: object) => void): Log {
  const write = (level: string) => (line: object) => note({ level, ...line });
  return { debug: () => undefined, info: () => undefined, warn: write('warn'), error: write('error') };
}

function answerTo(
  prompt: NonNullable<Awaited<ReturnType<Store['load']>>>['prompt'],
  market: Market,
): Pick<CustomerMessage, 'kind'> & Record<string, unknown> {
  const { field, promptId, offered = [] } = prompt ?? {};
  const row = offered.find(({ choice }) => /^(pick:|grant$|accept$)/.test(choice));
  if (row) return { kind: 'choice', payload: `${promptId}|${row.choice}`, label: row.label };
  if (field === undefined) throw new Error(`There is no question to answer: ${JSON.stringify(prompt)}.`);
  if (field === 'mobile') return { kind: 'text', text: mobileOf(market) };
  return { kind: 'text', text: TEXTS.say('en', `example.${field}`) };
}
