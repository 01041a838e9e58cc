import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { WorkItem } from '../../store/documents';
import { createLocalKms } from '../../store/sealing/kms';
import { openSealedStore } from '../../store/sqlite/sealedStore';
import type { Erasure, Store } from '../../store/store';
import { StoreFault } from '../../store/storeFault';
import { CLOCK } from '../store/clock';
import { accountOrStandIn, type CosmosService, cosmosUnderTest } from '../store/cosmos/cosmosUnderTest';
import { contradictions, type Event } from './parityCheck';
import { CONVERSATIONS, claimOf, commitOf, KINDS, type Known, type Step, steps } from './paritySteps';
import { finding, type Result, storm } from './storm';

interface ParityPlan {
  /** Histories, each of up to so many steps. */
  readonly cases: number;
  readonly steps: number;
  readonly seed: number;
}

export const parityStorm = storm<Omit<ParityPlan, 'seed'>>({
  name: 'parity',
  does: 'the same histories of turns, claims, reports, names, reservations and erasures on both stores',
  seed: 1,
  run: compareStores,
  long: { cases: 400, steps: 24 },
  quick: { cases: 25, steps: 24 },
});

/** Both stores must answer every step alike and hold the same in the end, and neither may contradict itself. */
async function compareStores(plan: ParityPlan): Promise<Result> {
  const service = await accountOrStandIn();
  const counts = { steps: 0, committed: 0, refused: 0, erased: 0 };
  const contradicted: string[] = [];
  const history = fc.asyncProperty(fc.array(steps, { maxLength: plan.steps, size: 'max' }), async (asked) => {
    const { sqlite, cosmos } = await performBoth(service, asked);
    const [expected, actual] = [sqlite, cosmos].map((one) => JSON.parse(JSON.stringify(one)) as Performed);
    contradicted.push(...contradictions(sqlite.events), ...contradictions(cosmos.events));
    counts.steps += asked.length;
    for (const { answer } of cosmos.events) {
      const { status, fault } = (answer ?? {}) as { readonly status?: string; readonly fault?: string };
      if (status === 'committed') counts.committed += 1;
      else if (status !== undefined) counts.refused += 1;
      if (fault === 'erased') counts.erased += 1;
    }
    if (!isDeepStrictEqual(expected, actual)) throw new Error(difference(expected, actual));
  });
  try {
    const { failed, counterexample, numRuns, errorInstance } = await fc.check(history, {
      numRuns: plan.cases,
      seed: plan.seed,
      // A smaller one would be sought for minutes; the step that was answered otherwise is told.
      endOnFailure: true,
    });
    const seen = failed ? `${JSON.stringify(counterexample)}\n${String(errorInstance)}` : `${numRuns} histories`;
    return {
      findings: [
        { promise: 'both stores answer and keep the same', isKept: !failed, seen },
        finding('no history contradicts itself', 0, contradicted.length, contradicted[0]),
      ],
      figures: { cases: numRuns, ...counts },
    };
  } finally {
    await service.close?.();
  }
}

type Subject = Store & Erasure;
type Performed = Awaited<ReturnType<typeof perform>>;

/** The first step that was answered otherwise; where none was, what is there in the end. */
function difference(expected: Performed | undefined, actual: Performed | undefined): string {
  const at = expected?.events.findIndex((event, index) => !isDeepStrictEqual(event, actual?.events[index])) ?? -1;
  const [sqlite, cosmos] = [expected, actual].map((one) =>
    JSON.stringify(at < 0 ? [one?.picture, one?.notices] : one?.events[at]),
  );
  return `${at < 0 ? 'in the end' : `step ${at}`}\nSQLite: ${sqlite}\nCosmos DB: ${cosmos}`;
}

async function performBoth(service: CosmosService, asked: readonly Step[]) {
  const directory = mkdtempSync(join(tmpdir(), 'parity-'));
  const subject = await cosmosUnderTest(service);
  const options = { directory: join(directory, 'data'), clock: () => CLOCK, kms: createLocalKms('k'.repeat(43)) };
  const stores = [await openSealedStore(options), await subject.open()] as const;
  try {
    const [sqlite, cosmos] = await Promise.all(stores.map((store) => perform(store, asked)));
    if (sqlite === undefined || cosmos === undefined) throw new Error('Nothing was performed.');
    return { sqlite, cosmos };
  } finally {
    await stores[0].close();
    await subject.dispose();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What happened, and what is there in the end. Versions and positions are the history's own, as it went here. */
async function perform(store: Subject, asked: readonly Step[]) {
  const known: Known = { versions: new Map(), seqs: new Map(), identified: [], held: [] };
  const events: Event[] = [];
  for (const [at, step] of asked.entries()) {
    const event = await performOne(store, step, at, known);
    events.push(event);
    note(event, known);
  }
  return { events, picture: await pictureOf(store), notices: await noticesOf(store, events) };
}

async function performOne(store: Subject, step: Step, at: number, known: Known): Promise<Event> {
  switch (step.kind) {
    case 'commit': {
      const commit = commitOf(step, known);
      return { kind: 'commit', commit, answer: await answerOf(() => store.commit(commit)) };
    }
    case 'claim': {
      const request = { kinds: KINDS, now: step.now, leaseMs: 500, limit: step.limit };
      return { kind: 'claim', answer: await answerOf(() => store.claim(request)) };
    }
    case 'settle': {
      const { conversationId, of, dueAt } = step;
      const claimed = claimOf(of, conversationId, known);
      const settlement = { conversationId, ...claimed, ...(dueAt !== undefined && { dueAt }) };
      return { kind: 'settle', settlement, answer: await answerOf(() => store.settle(settlement)) };
    }
    case 'deliver': {
      const { kind: _, ...rest } = step;
      const delivery = { ...rest, workId: 'w1', part: 0, at };
      return { kind: 'deliver', delivery, answer: await answerOf(() => store.deliver(delivery)) };
    }
    case 'identify': {
      const { personId, number } = step;
      const names = { ...(personId !== undefined && { personId }), ...(number !== undefined && { number }) };
      const identity = { conversationId: `new${at}`, ...names };
      return { kind: 'identify', identity, answer: await answerOf(() => store.identify(identity)) };
    }
    case 'erase': {
      const { identified } = known;
      const id = step.named === undefined ? step.id : (identified[step.named % identified.length] ?? step.id);
      return { kind: 'erase', id, answer: await answerOf(() => store.erase(id)) };
    }
  }
}

function note(event: Event, known: Known): void {
  if (event.kind === 'claim' && Array.isArray(event.answer)) known.held.unshift(...(event.answer as WorkItem[]));
  if (event.kind === 'identify' && typeof event.answer === 'string') known.identified.push(event.answer);
  if (event.kind !== 'commit' || (event.answer as { status?: string } | undefined)?.status !== 'committed') return;
  const { conversation } = event.commit;
  known.versions.set(conversation.id, conversation.version);
  known.seqs.set(conversation.id, conversation.seq);
}

/** A fault is an answer too. */
async function answerOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof StoreFault) return { fault: cause.code };
    throw cause;
  }
}

async function pictureOf(store: Store): Promise<unknown> {
  const conversations = CONVERSATIONS.map(async (id) => [
    await answerOf(() => store.load(id)),
    await store.work(id),
    await store.transcript(id, 1, 3),
    await store.deliveries(id),
    await store.records('case', { conversationId: id, limit: 5 }),
  ]);
  const next = KINDS.map((kind) => store.nextDueAt([kind]));
  return Promise.all([...conversations, ...next, store.records('case', { limit: 1 })]);
}

/** Of turns that were kept: Cosmos DB may have the text of one that was not, which is the same for everybody. */
async function noticesOf(store: Store, events: readonly Event[]): Promise<unknown> {
  const isShown = events.some(
    (event) =>
      event.kind === 'commit' &&
      (event.answer as { status?: string } | undefined)?.status === 'committed' &&
      event.commit.records?.some(({ kind }) => kind === 'notice'),
  );
  return isShown ? (await store.records('notice', { limit: 9 })).map(({ id, body }) => ({ id, body })) : undefined;
}
