import { type CosmosStandIn, createCosmos } from '../../sandbox/cosmos';
import { type CosmosStore, openCosmosStore, prepareCosmos } from '../../store/cosmos/cosmosStore';
import type { WorkItem } from '../../store/documents';
import { createLocalKms } from '../../store/sealing/kms';
import type { Commit } from '../../store/store';
import { StoreFault } from '../../store/storeFault';
import { aCommit, aConversation, anEntry, aWorkItem } from '../store/documents';
import { WEATHER, type Weather } from './cosmosWeather';
import { chanceOf, pause } from './customers';
import { insist, PATIENCE_MS } from './patience';
import { atMost, type Finding, finding, type Result, storm } from './storm';

interface CosmosPlan {
  readonly weathers: readonly Weather[];
  /** Different ones, in each weather. Every third comes twice. */
  readonly messages: number;
  readonly conversations: number;
  /** Stores that share nothing but the service; each may write to every conversation. */
  readonly writers: number;
  /** Messages on their way at once, in each store. */
  readonly lanes: number;
  readonly seed: number;
}

export const cosmosStorm = storm<Omit<CosmosPlan, 'seed'>>({
  name: 'cosmos',
  does: 'eight stores write to the same conversations while Cosmos DB throttles, conflicts, breaks off, lags and loses answers',
  seed: 1,
  run: stormOfFaults,
  long: { weathers: Object.keys(WEATHER) as Weather[], messages: 600, conversations: 4, writers: 8, lanes: 2 },
  quick: { weathers: ['together'], messages: 40, conversations: 2, writers: 8, lanes: 1 },
});

/** What one weather did. */
interface Seen {
  readonly weather: Weather;
  readonly told: readonly Told[];
  readonly took: readonly number[];
  readonly requests: number;
  /** Of a turn, load and commit. */
  readonly units: readonly number[];
  readonly performed: ReadonlyMap<string, number>;
  readonly ended: ReadonlyMap<string, number>;
  readonly struck: number;
  readonly seconds: number;
}

/**
 * How a message was answered. `isDoubtful`: a call before had given up, or was told that another came first, and might have
 * been the one: where its answer was lost and the look for it was old, the store cannot tell its own turn from another's.
 */
interface Told {
  readonly conversation: string;
  readonly key: string;
  readonly status: 'committed' | 'duplicate';
  readonly isDoubtful: boolean;
}

/**
 * Each message is a turn that says something and leaves work; two of the stores perform the work and end it, alone or in
 * a turn. In the end every message must have had its effect once, whatever anybody was told, and each item must have
 * been ended once.
 */
async function stormOfFaults(plan: CosmosPlan): Promise<Result> {
  const random = chanceOf(plan.seed);
  const service = await createCosmos({ port: 0, random });
  try {
    const seen: Seen[] = [];
    const findings: Finding[] = [];
    for (const weather of plan.weathers) {
      const one = await weathered({ plan, service, random }, weather);
      seen.push(one.seen);
      findings.push(...one.findings);
    }
    const calm = seen.find(({ weather }) => weather === 'calm');
    return { findings, figures: Object.fromEntries(seen.map((one) => [one.weather, figuresOf(one, calm)])) };
  } finally {
    await service.close();
  }
}

interface Storm {
  readonly plan: CosmosPlan;
  readonly service: CosmosStandIn;
  readonly random: () => number;
}

async function weathered({ plan, service, random }: Storm, weather: Weather) {
  const account = { endpoint: service.endpoint, key: service.key, database: `storm-${weather}` };
  await prepareCosmos(account);
  const units: number[] = [];
  const kms = createLocalKms('storm');
  const open = () =>
    openCosmosStore({
      ...account,
      kms,
      clock: Date.now,
      random,
      onCharge: ({ operation, units: charged }) => void (operation === 'commit' && units.push(charged)),
    });
  const stores = await Promise.all(Array.from({ length: plan.writers }, open));
  for (const fault of WEATHER[weather]) service.faults.add(fault);
  const [struckBefore, begun] = [service.faults.struck(), performance.now()];
  const told: Told[] = [];
  const took: number[] = [];
  const work = startWorkers(stores.slice(0, 2));
  const queue = messagesOf(plan, random);
  const lane = async (store: CosmosStore) => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const at = performance.now();
      told.push(await say(store, next));
      took.push(performance.now() - at);
    }
  };
  await Promise.all(stores.flatMap((store) => Array.from({ length: plan.lanes }, () => lane(store))));
  const struck = service.faults.struck() - struckBefore;
  service.faults.clear();
  const { performed, ended } = await work.finish(() => isIdle(stores[0]));
  const seconds = (performance.now() - begun) / 1_000;
  const requests = stores.reduce((sum, store) => {
    const { commit, load } = store.charges();
    return sum + (commit?.requests ?? 0) + (load?.requests ?? 0);
  }, 0);
  const seen: Seen = { weather, told, took, requests, units, performed, ended, struck, seconds };
  const fresh = await open();
  const findings = await judged(fresh, seen, plan);
  for (const store of [...stores, fresh]) await store.close();
  return { seen, findings };
}

interface Message {
  readonly conversation: string;
  readonly key: string;
}

/** In any order; those that come twice are apart from each other. */
function messagesOf({ messages, conversations }: CosmosPlan, random: () => number): Message[] {
  const once = Array.from({ length: messages }, (_, at) => ({ conversation: `s${at % conversations}`, key: `m${at}` }));
  const all = [...once, ...once.filter((_, at) => at % 3 === 0)];
  return all
    .map((message) => ({ message, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ message }) => message);
}

/** Until it is known to have been taken, as whoever brings a message does. */
async function say(store: CosmosStore, message: Message): Promise<Told> {
  let commits = 0;
  const status = await patiently(() => turn(store, message, () => (commits += 1)));
  return { ...message, status, isDoubtful: commits > 1 };
}

/** As the product makes it: load, decide, commit; and again when another came first. */
async function turn(
  store: CosmosStore,
  { conversation: id, key }: Message,
  onCommit: () => void,
): Promise<Told['status']> {
  for (;;) {
    onCommit();
    const outcome = await store.commit(await turnOf(store, id, { inboxKey: key, says: key, work: [`w:${key}`] }));
    if (outcome.status === 'committed' || outcome.status === 'duplicate') return outcome.status;
  }
}

interface Doing {
  readonly inboxKey: string;
  readonly says: string;
  readonly work: readonly string[];
  readonly settle?: Commit['settle'];
}

async function turnOf(store: CosmosStore, id: string, { inboxKey, says, work, settle }: Doing): Promise<Commit> {
  const known = await store.load(id);
  const [version, seq] = [known?.version ?? 0, (known?.seq ?? 0) + 1];
  return aCommit(id, version, {
    inboxKey,
    conversation: aConversation(id, version + 1, { seq }),
    transcript: [anEntry(seq, says)],
    work: work.map((workId) => aWorkItem(id, workId, { dueAt: 0 })),
    ...(settle && { settle }),
  });
}

const LEASE_MS = 10 * 60_000;

/** Perform what is due and end it, every other item in a turn of its own. What was claimed is performed at once. */
function startWorkers(stores: readonly CosmosStore[]) {
  const performed = new Map<string, number>();
  const ended = new Map<string, number>();
  let isOver = false;
  const count = (counts: Map<string, number>, { conversationId, id }: WorkItem) =>
    counts.set(`${conversationId}/${id}`, (counts.get(`${conversationId}/${id}`) ?? 0) + 1);
  const work = async (store: CosmosStore) => {
    while (!isOver) {
      const items = await patiently(() =>
        store.claim({ kinds: ['callout'], now: Date.now(), leaseMs: LEASE_MS, limit: 8 }),
      );
      for (const item of items) {
        count(performed, item);
        if (await endOnce(store, item)) count(ended, item);
      }
      if (items.length === 0) await pause(50);
    }
  };
  const running = stores.map(work);
  return {
    async finish(isIdle: () => Promise<boolean>) {
      await insist('all work is ended', isIdle, 100);
      isOver = true;
      await Promise.all(running);
      return { performed, ended };
    },
  };
}

/** Whether it was ended now: false when a call before, which gave up, had ended it. */
async function endOnce(store: CosmosStore, item: WorkItem): Promise<boolean> {
  const { id, fence, conversationId } = item;
  const change = { id, fence, status: 'done' } as const;
  if (id.length % 2 === 0) return patiently(() => store.settle({ conversationId, ...change }));
  const doing = { inboxKey: `end:${id}`, says: `end:${id}`, work: [], settle: [change] };
  for (;;) {
    const { status } = await patiently(async () => store.commit(await turnOf(store, conversationId, doing)));
    if (status !== 'conflict') return status === 'committed';
  }
}

async function patiently<T>(call: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await call();
    } catch (cause) {
      const isWorthIt = cause instanceof StoreFault && cause.retryable && performance.now() < giveUpAt;
      if (!isWorthIt) throw cause;
      await pause(50);
    }
  }
}

async function isIdle(store: CosmosStore | undefined): Promise<boolean> {
  return (await store?.nextDueAt(['callout'])) === undefined;
}

async function judged(store: CosmosStore, seen: Seen, plan: CosmosPlan): Promise<readonly Finding[]> {
  const wanted = messagesOf(plan, () => 0);
  const ids = [...new Set(wanted.map(({ conversation }) => conversation))];
  let [lost, doubled, gaps, wrong, openWork] = [0, 0, 0, 0, 0];
  for (const id of ids) {
    const entries = await store.transcript(id, 0, 100_000);
    const texts = entries.map(({ body }) => (body.from === 'customer' && body.kind === 'text' ? body.text : ''));
    const said = new Set(texts);
    const own = new Set(wanted.filter(({ conversation }) => conversation === id).map(({ key }) => key));
    lost += [...own].filter((key) => !said.has(key)).length;
    doubled += texts.length - said.size;
    gaps += entries.filter(({ seq }, at) => seq !== at + 1).length;
    const document = await store.load(id);
    if (document?.version !== texts.length || document.seq !== texts.length) wrong += 1;
    const items = await store.work(id);
    openWork += items.filter(({ status }) => status !== 'done').length + Math.abs(items.length - own.size);
  }
  const committed = new Map<string, number>();
  for (const { key, status } of seen.told)
    if (status === 'committed') committed.set(key, (committed.get(key) ?? 0) + 1);
  const twice = [...committed.values()].filter((times) => times > 1).length;
  const untold = new Set(seen.told.map(({ key }) => key)).size - committed.size;
  const doubtful = new Set(seen.told.filter(({ isDoubtful }) => isDoubtful).map(({ key }) => key)).size;
  const of = (promise: string) => `${seen.weather}: ${promise}`;
  return [
    finding(of('no update lost'), 0, lost + gaps + wrong),
    finding(of('no effect twice'), 0, doubled),
    finding(of('no message told committed twice'), 0, twice),
    atMost(of('a message that nobody was told committed had a call that gave up'), doubtful, untold, 'messages'),
    finding(of('every item of work ended'), 0, openWork),
    finding(of('no item performed or ended twice'), 0, moreThanOnce(seen.performed) + moreThanOnce(seen.ended)),
  ];
}

function moreThanOnce(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].filter((times) => times > 1).length;
}

function figuresOf({ weather, told, took, requests, units, struck, seconds }: Seen, calm: Seen | undefined): string {
  const turns = told.length;
  const perTurn = requests / turns;
  const calmly = calm === undefined ? undefined : calm.requests / calm.told.length;
  return [
    `${turns} turns`,
    `${struck} spoilt`,
    `${Math.round(turns / seconds)}/s`,
    `p50 ${Math.round(share(took, 0.5))} p99 ${Math.round(share(took, 0.99))} most ${Math.round(share(took, 1))} ms`,
    `${perTurn.toFixed(1)} requests a turn`,
    ...(calmly === undefined || weather === 'calm' ? [] : [`${(perTurn / calmly).toFixed(2)} x calm`]),
    `commit RU p95 ${Math.round(share(units, 0.95))}`,
  ].join(', ');
}

function share(values: readonly number[], of: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * of) - 1)] ?? 0;
}
