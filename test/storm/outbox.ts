import { chanceOf, customersOf, pause, pickOf, SENDER, type StormCustomer, type Written } from './customers';
import { type Machines, startMachines } from './machines';
import { insist } from './patience';
import { repliesOnce, takenOnce } from './promises';
import { type Result, storm } from './storm';
import { calm, readStory } from './story';

interface OutboxPlan {
  readonly customers: number;
  /** Each. */
  readonly messages: number;
  readonly kills: number;
  readonly seed: number;
  /** What may go wrong with a message that is handed to Twilio. */
  readonly faults: readonly TwilioFault[];
  /** The share of messages with which something goes wrong. */
  readonly share: number;
  readonly calmMs: number;
}

interface TwilioFault {
  readonly kind: string;
  /** Twilio's, of a message that fails after it was taken. */
  readonly code?: number;
}

/** Before and after the message was taken, as an answer and without one, and by a report of its failure. */
const EVERY_FAULT: readonly TwilioFault[] = [
  { kind: 'timeoutBefore' },
  { kind: 'timeoutAfter' },
  { kind: 'reset' },
  { kind: 'resetAfter' },
  { kind: 'malformed' },
  { kind: 'status500' },
  { kind: 'status429' },
  { kind: 'failLater', code: 63016 },
  { kind: 'failLater', code: 63005 },
  { kind: 'failLater', code: 63018 },
];

/** Whether Twilio took the message cannot be told from these. */
const AMBIGUOUS: ReadonlySet<string> = new Set([
  'timeoutBefore',
  'timeoutAfter',
  'reset',
  'resetAfter',
  'malformed',
  'status500',
]);
const WEBHOOK_FAULTS = ['duplicate', 'reorder', 'drop', 'delay'] as const;

/** Those that cost half a minute and more are left to the long run. */
const QUICK = EVERY_FAULT.filter(({ kind, code }) => !kind.startsWith('timeout') && code !== 63018);
/** Taken, and nobody told us: only a look at Twilio's list keeps these from going out twice. */
const UNTOLD: readonly TwilioFault[] = [{ kind: 'resetAfter' }, { kind: 'malformed' }];

export const outboxStorm = storm<Omit<OutboxPlan, 'seed'>>({
  name: 'replies',
  does: 'replies go through a provider that fails in every way it can, while the server is killed',
  seed: 2,
  run: stormOfFaults,
  long: { customers: 100, messages: 12, kills: 8, share: 0.3, faults: EVERY_FAULT, calmMs: 4 * 60_000 },
  quick: { customers: 15, messages: 3, kills: 1, share: 0.6, faults: [...QUICK, ...UNTOLD], calmMs: 40_000 },
});

/**
 * The provider does to what we send whatever a provider can do, reports come twice, late, never or in the wrong order,
 * and the server is killed in between. Twilio lists truthfully what it took, so nothing has to arrive twice.
 */
async function stormOfFaults(plan: OutboxPlan): Promise<Result> {
  const [machines, random] = [await startMachines(), chanceOf(plan.seed)];
  const customers = customersOf(plan.customers, plan.messages, 2_000);
  const begun = Date.now();
  try {
    const storm: FaultStorm = { plan, machines, random, asked: new Map() };
    for (let round = 0; round < plan.messages; round++) await rage(storm, customers, round);
    const isCalm = await calm(machines, plan.calmMs);
    const ambiguous = await ambiguousOf(storm);
    await machines.stopProduct();
    const story = await readStory(machines);
    const failed = story.sent.filter(({ status }) => status === 'failed').length;
    return {
      findings: [
        { promise: 'nothing left to do afterwards', isKept: isCalm, seen: String(isCalm) },
        ...takenOnce(story, customers),
        ...repliesOnce(story, ambiguous),
      ],
      figures: {
        messages: plan.customers * plan.messages,
        faults: [...storm.asked.values()].reduce((a, b) => a + b, 0),
        ambiguous,
        failedLater: failed,
        kills: plan.kills,
        seconds: Math.round((Date.now() - begun) / 1_000),
      },
    };
  } finally {
    await machines.stop();
  }
}

interface FaultStorm {
  readonly plan: OutboxPlan;
  readonly machines: Machines;
  readonly random: () => number;
  /** How many of each fault were asked for. */
  readonly asked: Map<string, number>;
}

/** One message of every customer, with what may go wrong on the way back, and now and then a kill. */
async function rage(storm: FaultStorm, customers: readonly StormCustomer[], round: number): Promise<void> {
  const { plan, machines, random } = storm;
  const until = (end: number) => Math.floor((end * plan.kills) / plan.messages);
  const isKilled = until(round + 1) > until(round);
  const written = customers.flatMap(({ messages }) => messages[round] ?? []);
  // What waits for the customer goes on with the last message.
  if (round === plan.messages - 1) await calm(machines, plan.calmMs);
  else for (const { user } of written) await spoil(storm, user);
  await Promise.all([writeAll(machines, written), isKilled ? killIn(machines, random() * 2_000) : undefined]);
}

/** Something may go wrong with the next message to this customer, with a look at what was sent, and with a report. */
async function spoil({ plan, machines, random, asked }: FaultStorm, user: string): Promise<void> {
  // One after the other, so that each of them happens.
  const fault = random() < plan.share ? plan.faults[createdSoFar(asked) % plan.faults.length] : undefined;
  // A report tells what the answer did not: half of these customers' are lost too, so that only a look is left.
  const isSilent = fault !== undefined && AMBIGUOUS.has(fault.kind) && random() < 0.5;
  const spoilt = isSilent || random() < plan.share;
  const report = isSilent ? { kind: 'drop', times: 2 } : { kind: pickOf(random, WEBHOOK_FAULTS) ?? 'drop', ms: 700 };
  const faults = [
    ...(fault ? [{ at: 'create', user, ...fault }] : []),
    ...(random() < plan.share / 5 ? [{ at: 'list', user, kind: 'status500' }] : []),
    ...(spoilt ? [{ at: 'status', user, ...report }] : []),
  ];
  for (const one of faults) {
    await machines.twilio('/faults', one);
    asked.set(`${one.at} ${one.kind}`, (asked.get(`${one.at} ${one.kind}`) ?? 0) + 1);
  }
}

function createdSoFar(asked: FaultStorm['asked']): number {
  return [...asked].reduce((sum, [name, count]) => (name.startsWith('create ') ? sum + count : sum), 0);
}

async function ambiguousOf({ machines, asked }: FaultStorm): Promise<number> {
  const waiting = await machines.faultsLeft();
  const left = waiting.filter(({ at, kind }) => at === 'create' && AMBIGUOUS.has(kind)).length;
  const all = [...asked].filter(([name]) => name.startsWith('create ') && AMBIGUOUS.has(name.slice('create '.length)));
  return all.reduce((sum, [, count]) => sum + count, -left);
}

/** Twilio brings each message until it was taken, a few at a time. */
async function writeAll(machines: Machines, written: readonly Written[]): Promise<void> {
  const waiting = [...written];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const message = { ...next, sender: SENDER };
      const isTaken = async () => (await machines.phoneSends(message)).delivered;
      await insist(`${message.sid} of ${message.user} is taken`, isTaken, 300);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

async function killIn(machines: Machines, afterMs: number): Promise<void> {
  await pause(afterMs);
  await machines.kill();
  await machines.restart();
}
