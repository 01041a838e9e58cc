import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCallouts } from '../../adapters/callouts';
import { upstreamOf } from '../../adapters/callouts/upstream';
import { createHttp, HTTP_LIMITS, type HttpLimits } from '../../adapters/http';
import { MARKET_PROFILES } from '../../adapters/markets';
import { composeBot } from '../../bot/composeBot';
import { openFlows } from '../../bot/flows';
import { requestIds } from '../../bot/operator/evidence';
import { createPseudonym, type Log, type LogLine } from '../../bot/telemetry';
import type { LedgerEntry } from '../../sandbox/bank/ledger';
import { sandboxBankProfile } from '../../sandbox/bankProfiles';
import type { ConversationDocument } from '../../store/documents';
import { openSealedStore } from '../../store/sqlite/sealedStore';
import { openChat } from '../support/chat';
import { FLOWS_DIRECTORY, HOUR_MS, mobileOf, TEST_KMS, TEXTS } from '../support/product';
import { createTestBank } from '../support/testBank';
import { chanceOf, pause } from './customers';
import { insist } from './patience';
import { finding, type Result, storm } from './storm';

interface OutagePlan {
  /** Confirmed leads a second, in the time of the product's clock. What R24 says of 50 a second is scaled by it. */
  readonly leadsPerSecond: number;
  /** The bank refuses connections for half of them, and answers 500 for the rest. */
  readonly minutes: number;
  /** Then it is back but limps, and turns two leads in five away for a moment. */
  readonly limpingMinutes: number;
}

export const outageStorm = storm<OutagePlan>({
  name: 'outage',
  does: 'the bank is away for half an hour while customers go on confirming, comes back, and limps',
  run: stormOfOutage,
  long: { leadsPerSecond: 5, minutes: 30, limpingMinutes: 5 },
  quick: { leadsPerSecond: 4, minutes: 1, limpingMinutes: 1 },
});

const RATED = 50;
const AT_ONCE = 8;
const MOST_AMPLIFIED = 1.1;
const [OPENS_WITHIN_MS, DRAINED_WITHIN_MS] = [30_000, 5 * 60_000];
const SECOND_MS = 1_000;

async function stormOfOutage(plan: OutagePlan & { readonly seed: number }): Promise<Result> {
  const world = await openWorld(plan);
  try {
    await world.customersConfirm(30);
    const downAt = world.now();
    await world.bank.goesDown();
    await world.customersConfirm(plan.minutes * 30);
    await world.bank.comesUp();
    await world.bank.fails({ operation: 'create', kind: '500before', times: 1_000_000_000 });
    await world.customersConfirm(plan.minutes * 30);
    const away = { attempts: world.attempts(), leads: world.leads() };
    const backlog = await world.waiting();
    await world.bankRecovers();
    const [backAt, begun] = [world.now(), Date.now()];
    const drainedAfterMs = await world.drained(backAt);
    const realSeconds = (Date.now() - begun) / 1_000;
    const recovered = { attempts: world.attempts(), leads: world.leads() };
    const limping = await world.limps(plan.limpingMinutes * 60);
    await world.drained(world.now());
    const story = await world.story();
    const share = (a: number, b: number) => Math.round((a / b) * 1_000) / 1_000;
    const amplified = share(recovered.attempts, recovered.leads);
    return {
      findings: [
        {
          promise: `attempts for each lead at most ${MOST_AMPLIFIED}, the outage and its end together`,
          isKept: amplified <= MOST_AMPLIFIED,
          seen: String(amplified),
        },
        {
          promise: `the same of a bank that limps`,
          isKept: limping <= MOST_AMPLIFIED,
          seen: String(share(limping, 1)),
        },
        within('an operator is told that the bank is away', world.alarmedAfter(downAt), OPENS_WITHIN_MS),
        within('what waited is with the bank after it is back', drainedAfterMs, DRAINED_WITHIN_MS),
        finding('every lead has a reference or a case', world.leads(), story.done + story.cases),
        finding('every case is a call that was answered with 500', story.cases, story.answered500),
        finding('every reference is in the ledger, once', story.done, story.inLedger),
        finding('no lead is two applications', 0, story.doubled),
        finding(`no lead that only waited is overtaken by more than ${2 * AT_ONCE} younger ones`, 0, story.overtaken),
      ],
      figures: {
        leads: world.leads(),
        waiting: backlog,
        attemptsWhileAway: away.attempts,
        cases: story.cases,
        drainedAfterSeconds: Math.round(drainedAfterMs / 1_000),
        realLeadsPerSecond: Math.round(backlog / realSeconds),
      },
    };
  } finally {
    await world.close();
  }
}

function within(promise: string, seenMs: number, limitMs: number) {
  return {
    promise: `${promise} within ${limitMs / 1_000} s`,
    isKept: seenMs <= limitMs,
    seen: `${Math.round(seenMs / 1_000)} s`,
  };
}

/** Of a tenth of the rate, the free retries are a tenth too. */
function limitsOf({ leadsPerSecond }: OutagePlan): Partial<HttpLimits> {
  const scale = leadsPerSecond / RATED;
  const { share, oneEachMs, most } = HTTP_LIMITS.retries;
  return { retries: { share, oneEachMs: oneEachMs / scale, most: Math.max(1, most * scale) } };
}

/** The product without its web server, on a clock that goes as fast as the work is done, and its bank. */
async function openWorld(plan: OutagePlan & { readonly seed: number }) {
  const directory = mkdtempSync(join(tmpdir(), 'outage-'));
  const bank = await createTestBank();
  // No part of it is the machine's: how long a bank's backlog takes is not to depend on who else keeps it busy.
  let now = Date.now();
  const clock = () => now;
  const log: (LogLine & { readonly at: number })[] = [];
  const http = createHttp({ allowedHosts: ['127.0.0.1'], limits: limitsOf(plan), clock });
  const store = await openSealedStore({ directory, clock, kms: TEST_KMS });
  const callouts = createCallouts({ http, connection: bank.connection, clock, newUuid: randomUUID });
  const tally = { attempts: 0, running: 0, leads: 0, answered500: 0 };
  const { baseUrl } = bank.connection('SG');
  const bot = composeBot({
    store,
    callout: (market) => ({
      ...callouts[market.callout],
      async submit(lead) {
        tally.running += 1;
        const outcome = await callouts[market.callout].submit(lead);
        tally.running -= 1;
        const reason = 'reason' in outcome ? outcome.reason : '';
        if (!/circuitOpen|retryBudget/.test(reason)) tally.attempts += 1;
        if (reason === 'http500') tally.answered500 += 1;
        return outcome;
      },
    }),
    banksRestUntil: () => http.restsUntil(baseUrl, upstreamOf('SG')),
    bankProfile: ({ market }) => sandboxBankProfile(market),
    markets: MARKET_PROFILES,
    texts: TEXTS,
    flows: openFlows(FLOWS_DIRECTORY),
    clock,
    random: chanceOf(plan.seed),
    log: keeping((line) => log.push({ at: clock(), ...line })),
    pseudonym: createPseudonym('storm'),
    sealAudit: createPseudonym('storm audit'),
    resumeAfterMs: 6 * HOUR_MS,
  });
  const template = await confirming();
  bot.outbox.start();

  /** Everything that can be done now is done. */
  const quiet = () =>
    insist(
      'what can be done now is done',
      async () => {
        void bot.outbox.wake();
        await pause(2);
        await bot.intake.idle();
        const due = await store.nextDueAt(['callout']);
        const rests = (http.restsUntil(baseUrl, upstreamOf('SG')) ?? 0) > clock();
        return tally.running === 0 && (rests || due === undefined || due > clock());
      },
      0,
    );
  const confirm = async () => {
    tally.leads += 1;
    const id = `lead-${tally.leads}`;
    open.add(id);
    await store.commit({
      conversationId: id,
      expectedVersion: 0,
      conversation: { ...template, id, userId: id, version: 1 },
    });
    const message = { kind: 'choice', payload: `${template.prompt?.promptId}|accept`, label: 'accept' } as const;
    await bot.intake.receive({
      ...message,
      id: 'accepts',
      conversationId: id,
      channel: 'webchat',
      receivedAt: clock(),
    });
  };
  const second = async (leads: number) => {
    for (let lead = 0; lead < leads; lead++) await confirm();
    now += SECOND_MS;
    await quiet();
  };
  const ids = () => Array.from({ length: tally.leads }, (_, index) => `lead-${index + 1}`);
  /** How many of the first so many leads are neither with the bank nor with a person. */
  const open = new Set<string>();
  const waiting = async (first = tally.leads) => {
    for (const id of open) {
      const isOpen = (await store.work(id)).some(({ status }) => status === 'pending' || status === 'claimed');
      if (!isOpen) open.delete(id);
    }
    return [...open].filter((id) => numberOf(id) <= first).length;
  };

  async function confirming(): Promise<ConversationDocument> {
    const chat = openChat(() => ({ store, intake: bot.intake, now: clock }) as never, {
      market: 'SG',
      locale: 'en-SG',
    });
    await chat.opens();
    for (;;) {
      const document = await store.load(chat.conversationId);
      if (document?.prompt?.step === 'confirm') return document;
      const { field, promptId, offered = [] } = document?.prompt ?? {};
      const row = offered.find(({ choice }) => /^(pick:|grant$|accept$)/.test(choice));
      if (row) await chat.taps(`${promptId}|${row.choice}`, row.label);
      else await chat.types(field === 'mobile' ? mobileOf('SG') : TEXTS.say('en', `example.${field}`));
    }
  }

  return {
    bank,
    now: clock,
    leads: () => tally.leads,
    attempts: () => tally.attempts,
    waiting,
    async customersConfirm(seconds: number) {
      for (let at = 0; at < seconds; at++) await second(plan.leadsPerSecond);
    },
    async bankRecovers() {
      await bank.goesDown();
      await bank.comesUp();
    },
    alarmedAfter: (from: number) =>
      (log.find(({ event, at }) => event === 'callout.banksRest' && at >= from)?.at ?? Number.POSITIVE_INFINITY) - from,
    /** Milliseconds until what was confirmed before is done, while customers go on. */
    async drained(from: number) {
      const confirmed = tally.leads;
      for (let seconds = 0; seconds < 900; seconds += 5) {
        for (let at = 0; at < 5; at++) await second(plan.leadsPerSecond);
        if ((await waiting(confirmed)) === 0) break;
      }
      return clock() - from;
    },
    /** Two in five are told to come back; how many attempts there are for each lead meanwhile. */
    async limps(seconds: number) {
      const before = { ...tally };
      for (let at = 0; at < seconds; at++) {
        const times = Math.max(1, Math.round(plan.leadsPerSecond * 0.4));
        await bank.fails({ operation: 'create', kind: '503', times });
        await second(plan.leadsPerSecond);
      }
      await this.bankRecovers();
      return (tally.attempts - before.attempts) / (tally.leads - before.leads);
    },
    async story() {
      const documents = await Promise.all(ids().map((id) => store.load(id)));
      const ledger = (await bank.applications()) as readonly LedgerEntry[];
      const order = ledger.map(({ uuid }) => uuid);
      const byUuid = new Map<string, number>();
      documents.forEach((document, index) => {
        for (let fence = 1; fence <= 40; fence++)
          for (const uuid of requestIds(document?.submitted[0]?.workId ?? '', fence)) byUuid.set(uuid, index);
      });
      const taken = order.map((uuid) => byUuid.get(uuid) ?? -1);
      const references = new Set(ledger.map(({ reference }) => reference));
      const done = documents.filter((document) => document?.submitted[0]?.status === 'done');
      const cases = await store.records('case', { limit: 100_000 });
      return {
        done: done.length,
        cases: cases.length,
        answered500: tally.answered500,
        inLedger: done.filter((document) => references.has(document?.submitted[0]?.reference ?? '')).length,
        doubled: taken.length - new Set(taken).size,
        overtaken: overtaken(taken, (lead) => documents[lead]?.submitted[0]?.tries === undefined),
      };
    },
    async close() {
      await bot.outbox.stop();
      await bot.intake.idle();
      await store.close();
      http.close();
      await bank.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function numberOf(id: string): number {
  return Number(id.slice('lead-'.length));
}

/** How many of the leads that were never tried in vain came behind more younger ones than are under way at once. */
function overtaken(taken: readonly number[], onlyWaited: (lead: number) => boolean): number {
  const waited = taken.filter(onlyWaited);
  let newest = -1;
  let count = 0;
  for (const lead of waited) {
    if (newest - lead > 2 * AT_ONCE) count += 1;
    newest = Math.max(newest, lead);
  }
  return count;
}

function keeping(keep: (line: LogLine) => void): Log {
  return { debug: keep, info: keep, warn: keep, error: keep };
}
