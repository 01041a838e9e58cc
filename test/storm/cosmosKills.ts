import { join } from 'node:path';
import { createCosmos } from '../../sandbox/cosmos';
import { type CosmosStore, openCosmosStore, prepareCosmos } from '../../store/cosmos/cosmosStore';
import { createLocalKms } from '../../store/sealing/kms';
import { CANARIES } from './applicant';
import { startBalancer } from './balancer';
import { readCosmosStory } from './cosmosStory';
import { startCrowd } from './crowd';
import { chanceOf, pause } from './customers';
import { createHistory } from './history';
import { DIST, startMachines } from './machines';
import { OPERATOR_SECRETS, OPERATORS, settleCases } from './operators';
import { judge } from './oracles';
import { type Result, storm } from './storm';

interface CosmosKillsPlan {
  /** At work at the same time, half of them on the phone; whoever is done is followed by somebody new. */
  readonly applicants: number;
  /** Of either of the two processes, at moments of chance. */
  readonly kills: number;
  /** Between two kills, at most. */
  readonly lullMs: number;
  readonly calmMs: number;
  readonly seed: number;
}

export const cosmosKillsStorm = storm<Omit<CosmosKillsPlan, 'seed'>>({
  name: 'cosmosKills',
  does: 'two processes of the product share one Cosmos DB that fails now and then, and either is killed, while customers apply',
  seed: 1,
  run: stormOfKills,
  long: { applicants: 12, kills: 60, lullMs: 3_000, calmMs: 6 * 60_000 },
  quick: { applicants: 4, kills: 3, lullMs: 3_000, calmMs: 4 * 60_000 },
});

/** A dead process's claims run out before anybody else may act on them. */
const PATIENCE_MS = 4 * 60_000;
const MASTER_KEY = 'storm-master-key-'.padEnd(43, 'm');
/** Replies one process may be handing over when it dies, at most. */
const MOST_IN_FLIGHT = 32;

/** What a service does on an ordinary bad day. */
const WEATHER = [
  { at: 'any', kind: 'throttled429', ms: 20, share: 0.03 },
  { at: 'batch', kind: 'retryWith449', share: 0.03 },
  { at: 'batch', kind: 'reset', after: true, share: 0.02 },
  { at: 'any', kind: 'session404', share: 0.02 },
  { at: 'read', kind: 'stale', ms: 3, share: 0.1 },
  { at: 'query', kind: 'stale', ms: 3, share: 0.1 },
] as const;

/**
 * Customers apply on a phone and on the chat page and never give up on a message, each connection going to either of two
 * processes, which are killed over and over. In the end operators settle what nobody could know, and what is in Cosmos
 * DB is compared with what the bank, the provider and the customers remember.
 */
async function stormOfKills(plan: CosmosKillsPlan): Promise<Result> {
  const random = chanceOf(plan.seed);
  const service = await createCosmos({ port: 0, random });
  const account = { endpoint: service.endpoint, key: service.key, database: 'storm' };
  await prepareCosmos(account);
  const machines = await startMachines(settingsFor(account), { isPrinting: true, releases: releases() });
  const second = await machines.another();
  const balancer = await startBalancer([machines.port, second.port]);
  const begun = performance.now();
  try {
    for (const fault of WEATHER) service.faults.add(fault);
    const history = createHistory(join(machines.directory, 'history.jsonl'));
    const crowd = startCrowd({ ...machines, port: balancer.port }, history, plan.applicants, {
      patienceMs: PATIENCE_MS,
    });
    for (let kill = 0; kill < plan.kills; kill += 1) {
      await pause(random() * plan.lullMs);
      const victim = random() < 0.5 ? machines : second;
      await victim.kill();
      await pause(random() * 1_000);
      await victim.restart();
    }
    const applicants = await crowd.finish();
    service.faults.clear();
    const damaged: string[] = [];
    const store = await openCosmosStore({
      ...account,
      clock: Date.now,
      kms: createLocalKms(MASTER_KEY),
      onDamage: ({ message }) => damaged.push(message),
    });
    const isCalm = await calm(store, plan.calmMs);
    const settled = await settleCases(machines);
    const isCalmAfter = await calm(store, plan.calmMs);
    await second.stop();
    await machines.stopProduct();
    const sources = { service, database: account.database, store, machines, masterKey: MASTER_KEY };
    const { story, directory } = await readCosmosStory(sources);
    await store.close();
    return {
      findings: [
        { promise: 'nothing left to do afterwards', isKept: isCalm && isCalmAfter, seen: `${isCalm} ${isCalmAfter}` },
        ...judge({
          story: { ...story, damaged: [...story.damaged, ...damaged] },
          history: history.sent(),
          refusals: history.refusals(),
          applicants,
          ambiguous: plan.kills * MOST_IN_FLIGHT,
          ends: machines.exits,
          killed: plan.kills,
          endedLate: 0,
          startsMs: machines.startsMs,
          printed: machines.printed(),
          directories: [directory],
          canaries: CANARIES,
          secrets: [MASTER_KEY, ...OPERATOR_SECRETS],
          judgesTime: false,
        }),
      ],
      figures: {
        kills: machines.exits.filter(({ signal }) => signal === 'SIGKILL').length,
        applicants: applicants.length,
        confirmed: applicants.filter(({ isConfirmed }) => isConfirmed).length,
        messages: history.sent().length,
        spoilt: service.faults.struck(),
        settledAsDone: settled.done,
        settledBySendingAgain: settled.resent,
        seconds: Math.round((performance.now() - begun) / 1_000),
      },
    };
  } finally {
    await balancer.close();
    await machines.stop();
    await service.close();
  }
}

/**
 * `STORM_PREVIOUS` is the `dist` of another release, for an update that goes from process to process: each time one of
 * them is killed it comes back as the other release.
 */
function releases(): readonly [string, ...string[]] {
  const { STORM_PREVIOUS: previous } = process.env;
  return previous === undefined ? [DIST] : [DIST, previous];
}

/** Both processes have the same secrets, as the processes of one service do. */
function settingsFor(account: { readonly endpoint: string; readonly key: string; readonly database: string }) {
  return {
    STORE: 'cosmos',
    COSMOS_ENDPOINT: account.endpoint,
    COSMOS_KEY: account.key,
    COSMOS_DATABASE: account.database,
    MASTER_KEY,
    DIRECT_LINE_SIGNING_KEY: 'storm-signing-key-'.padEnd(43, 's'),
    DIRECT_LINE_SECRET: 'storm-direct-line-'.padEnd(43, 'd'),
    MESSAGES_PER_MINUTE: '100000',
    TOKENS_PER_MINUTE: '100000',
    LOG_LEVEL: 'info',
    ...OPERATORS,
  };
}

const SOON_MS = 10 * 60_000;

/** Whether neither the bank nor a customer is still to be told something soon. A dead process's claims run out first. */
async function calm(store: CosmosStore, patienceMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + patienceMs;
  while (Date.now() < giveUpAt) {
    const next = await store.nextDueAt(['reply', 'callout']);
    if (next === undefined || next > Date.now() + SOON_MS) return true;
    await pause(500);
  }
  return false;
}
