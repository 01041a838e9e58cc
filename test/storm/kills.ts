import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { apply, CANARIES, type Pace, personOf } from './applicant';
import { openPhone, openWebChat } from './chats';
import { chanceOf, pause, pickOf } from './customers';
import { createHistory, type History } from './history';
import { type Machines, type Settings, startMachines } from './machines';
import { killsOffline } from './offline';
import { backUp, OPERATOR_SECRETS, OPERATORS, settleCases } from './operators';
import { ambiguousSends, judge, type StormApplicant } from './oracles';
import { POINTS, type Point } from './points';
import { finding, type Result, storm } from './storm';
import { calm, masterKeyOf, readStory } from './story';

interface KillsPlan {
  /** At work at the same time, half of them on the phone; whoever is done is followed by somebody new. */
  readonly applicants: number;
  /** At moments of chance. */
  readonly random: number;
  /** At each of the named points. */
  readonly each: number;
  /** Between two kills, at most. */
  readonly lullMs: number;
  readonly calmMs: number;
  readonly judgesTime: boolean;
  readonly points: readonly Point[];
  readonly seed: number;
}

export const killsStorm = storm<Omit<KillsPlan, 'seed'>>({
  name: 'kills',
  does: 'processes are killed at moments of chance and at named points, while customers apply on both channels',
  seed: 1,
  run: stormOfKills,
  long: {
    applicants: 24,
    random: 250,
    each: 10,
    lullMs: 1_500,
    calmMs: 5 * 60_000,
    judgesTime: true,
    points: Object.keys(POINTS) as Point[],
  },
  quick: {
    applicants: 16,
    random: 3,
    each: 1,
    lullMs: 300,
    calmMs: 60_000,
    judgesTime: false,
    points: [
      'turn.committed',
      'intent.committed',
      'callout.claimed',
      'bank.flushed',
      'bank.answered',
      'outcome.committed',
      'reply.flushed',
      'reply.posted',
      'drain.closing',
      'rotation.rewrapped',
      'migration.afterStep',
      'erasure.keyDestroyed',
    ],
  },
});

const PACE: Pace = { quietMs: 250, patienceMs: 2 * 60_000 };

/**
 * Customers apply, one after the other, on a phone and on the chat page, and never give up on a message; the product is
 * killed over and over, by chance and in the very moment in which it does one thing or the other. In the end everybody
 * finishes, operators settle what nobody could know, and everything that is remembered anywhere is compared.
 */
async function stormOfKills(plan: KillsPlan): Promise<Result> {
  const machines = await startMachines(
    { LOG_LEVEL: 'info', MESSAGES_PER_MINUTE: '100000', TOKENS_PER_MINUTE: '100000', ...OPERATORS },
    { isProbed: true, isPrinting: true },
  );
  const begun = performance.now();
  const backups = join(machines.directory, 'data', 'backups');
  mkdirSync(backups, { recursive: true });
  try {
    const history = createHistory(join(machines.directory, 'history.jsonl'));
    const crowd = startCrowd(machines, history, plan.applicants);
    const storm: Storm = { plan, machines, random: chanceOf(plan.seed), keys: [], hits: new Map() };
    await killAll(storm);
    const applicants = await crowd.finish();
    const isCalm = await calm(machines, plan.calmMs);
    const settled = await settleCases(machines);
    const isCalmAfter = await calm(machines, plan.calmMs);
    await machines.stopProduct();
    const offline = await killsOffline(machines.directory, plan.each);
    const story = await readStory(machines, storm.keys);
    const secrets = [masterKeyOf(machines.dataDirectory), ...storm.keys, ...OPERATOR_SECRETS];
    const hits = new Map([...storm.hits, ...offline.hits]);
    const missed = plan.points.filter((point) => (hits.get(point) ?? 0) < plan.each);
    return {
      findings: [
        finding('every named point was died at as often as planned', 0, missed.length, missed.join(' ')),
        { promise: 'nothing left to do afterwards', isKept: isCalm && isCalmAfter, seen: `${isCalm} ${isCalmAfter}` },
        ...judge({
          story,
          history: history.sent(),
          refusals: history.refusals(),
          applicants,
          ambiguous: ambiguousSends(machines),
          exits: machines.exits,
          startsMs: machines.startsMs,
          printed: machines.printed(),
          directories: [machines.dataDirectory],
          canaries: CANARIES,
          secrets,
          judgesTime: plan.judgesTime,
        }),
        ...offline.findings,
      ],
      figures: {
        kills: machines.exits.filter(({ signal }) => signal === 'SIGKILL').length + sumOf(offline.hits),
        points: hits.size,
        applicants: applicants.length,
        messages: history.sent().length,
        settledAsDone: settled.done,
        settledBySendingAgain: settled.resent,
        slowestStartMs: Math.max(...machines.startsMs),
        seconds: Math.round((performance.now() - begun) / 1_000),
      },
    };
  } finally {
    await machines.stop();
  }
}

interface Storm {
  readonly plan: KillsPlan;
  readonly machines: Machines;
  readonly random: () => number;
  /** What the store's own keys are wrapped with by now, the newest first; empty: with the master key. */
  keys: readonly string[];
  readonly hits: Map<Point, number>;
}

/** The named points in any order, and between them kills by chance. */
async function killAll(storm: Storm): Promise<void> {
  const { plan, random } = storm;
  const online = plan.points.filter((point) => POINTS[point] !== 'migration' && POINTS[point] !== 'erasure');
  const orders: (Point | 'chance')[] = [
    ...Array.from({ length: plan.random }, () => 'chance' as const),
    ...online.flatMap((point) => Array.from({ length: plan.each }, () => point)),
  ];
  while (orders.length > 0) {
    const at = Math.floor(random() * orders.length);
    const [order = 'chance'] = orders.splice(at, 1);
    await pause(random() * plan.lullMs);
    if (order === 'chance') await killByChance(storm);
    else await killAt(storm, order);
  }
}

async function killByChance({ machines, random }: Storm): Promise<void> {
  const victim = pickOf(random, machines.processes());
  if (victim !== undefined) process.kill(victim, 'SIGKILL');
  await machines.ended();
  await machines.restart();
}

const PATIENCE_MS = 30_000;

async function killAt(storm: Storm, point: Point): Promise<void> {
  const { machines, hits } = storm;
  machines.probe.arm(point);
  await bringTo(storm, POINTS[point]);
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (machines.probe.isArmed() && performance.now() < giveUpAt) await pause(20);
  if (!machines.probe.disarm()) return;
  hits.set(point, (hits.get(point) ?? 0) + 1);
  await machines.ended();
  await machines.restart();
}

/** What has to happen so that the product comes by. A process that dies on its way answers nobody. */
async function bringTo(storm: Storm, occasion: (typeof POINTS)[Point]): Promise<void> {
  const { machines } = storm;
  switch (occasion) {
    case 'start':
      await machines.kill();
      return machines.restart().catch(() => undefined);
    case 'drain':
      return machines.stopProduct();
    case 'rotation':
      await machines.stopProduct();
      return machines.restart(rotated(storm)).catch(() => undefined);
    case 'backup':
      return backUp(machines).catch(() => undefined);
    default:
  }
}

/** The next key, beside the one before: what a rotation that was cut off has not come to is wrapped with that. */
function rotated(storm: Storm): Settings {
  const key = `storm-key-${storm.keys.length}-`.padEnd(43, 'k');
  storm.keys = [key, ...storm.keys];
  const before = storm.keys.slice(1);
  const previous = [...before, masterKeyOf(storm.machines.dataDirectory)];
  return { STORE_KEY: key, STORE_KEY_PREVIOUS: previous.join(',') };
}

/** So many applicants at a time, each followed by another until `finish`, which waits for those under way. */
function startCrowd(machines: Machines, history: History, size: number) {
  const told: StormApplicant[] = [];
  let [count, isOver] = [0, false];
  const lane = async (isOnPhone: boolean) => {
    while (!isOver) {
      count += 1;
      const person = personOf(count);
      const user = `whatsapp:+65910${String(count).padStart(5, '0')}`;
      const chat = isOnPhone ? openPhone(machines, user, history) : await openWebChat(machines, history);
      const how = await apply(chat, person, PACE);
      told.push({ user: chat.user, email: person.email, ...how });
    }
  };
  const lanes = Array.from({ length: size }, (_, at) => lane(at % 2 === 0));
  return {
    async finish(): Promise<readonly StormApplicant[]> {
      isOver = true;
      await Promise.all(lanes);
      return told;
    },
  };
}

function sumOf(hits: ReadonlyMap<Point, number>): number {
  return [...hits.values()].reduce((sum, count) => sum + count, 0);
}
