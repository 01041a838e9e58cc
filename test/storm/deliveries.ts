import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  chanceOf,
  customersOf,
  MOST_MESSAGES,
  pause,
  pickOf,
  SENDER,
  type StormCustomer,
  type Written,
} from './customers';
import type { Delivery, Done, Task } from './deliverer';
import { DIST, type Machines, startMachines } from './machines';
import { leadsOnce, repliesOnce, takenOnce } from './promises';
import { type Result, storm } from './storm';
import { calm, readStory } from './story';

interface DeliveriesPlan {
  readonly customers: number;
  /** Of all messages together. */
  readonly deliveries: number;
  /** At least one. */
  readonly kills: number;
  readonly seed: number;
  readonly calmMs: number;
}

export const deliveriesStorm = storm<Omit<DeliveriesPlan, 'seed'>>({
  name: 'deliveries',
  does: 'messages are brought again and again, by two processes, while the server is killed',
  seed: 1,
  run: stormOfDeliveries,
  long: { customers: 500, deliveries: 100_000, kills: 12, calmMs: 5 * 60_000 },
  quick: { customers: 12, deliveries: 2_400, kills: 2, calmMs: 30_000 },
});

/**
 * Customers write whole leads, and two processes bring each message again and again while the server is killed and
 * started. A customer's next message is brought for the first time only when the one before was answered with 2xx;
 * everything earlier comes again at any time, and in every third round both processes bring each new message at once.
 */
async function stormOfDeliveries(plan: DeliveriesPlan): Promise<Result> {
  const [machines, random] = [await startMachines(), chanceOf(plan.seed)];
  const customers = customersOf(plan.customers, MOST_MESSAGES);
  const deliverers = [0, 1].map(() => startDeliverer());
  try {
    await openWindows(machines, customers);
    const storm = { plan, machines, customers, deliverers, random };
    const begun = Date.now();
    const done = await rain(storm);
    const seconds = Math.round((Date.now() - begun) / 1_000);
    const isCalm = await calm(machines, plan.calmMs);
    await machines.stopProduct();
    const story = await readStory(machines);
    return {
      findings: [
        {
          promise: 'every delivery answered well',
          isKept: done.givenUp + done.refused.length === 0,
          seen: JSON.stringify({ ...done, acks: undefined }),
        },
        { promise: 'nothing left to do afterwards', isKept: isCalm, seen: String(isCalm) },
        ...takenOnce(story, customers),
        ...leadsOnce(story, customers),
        ...repliesOnce(story, plan.kills * MOST_IN_FLIGHT),
      ],
      figures: {
        messages: customers.length * MOST_MESSAGES,
        delivered: done.delivered,
        attempts: done.attempts,
        ackP50Ms: ackWithin(done, 0.5),
        ackP99Ms: ackWithin(done, 0.99),
        kills: plan.kills,
        seconds,
      },
    };
  } finally {
    for (const deliverer of deliverers) deliverer.disconnect();
    await machines.stop();
  }
}

/** Replies on their way at one time, at most. */
const MOST_IN_FLIGHT = 32;

interface Storm {
  readonly plan: DeliveriesPlan;
  readonly machines: Machines;
  readonly customers: readonly StormCustomer[];
  readonly deliverers: readonly ChildProcess[];
  readonly random: () => number;
}

/** The first words of each customer are listed at Twilio without being brought: the phone may be written to, and the sweeper may find them. */
async function openWindows(machines: Machines, customers: readonly StormCustomer[]): Promise<void> {
  await machines.twilio('/faults', { at: 'inbound', kind: 'drop', times: customers.length });
  for (const { messages } of customers) {
    const [first] = messages;
    if (first !== undefined) await machines.phoneSends({ ...first, sender: SENDER });
  }
}

async function rain(storm: Storm): Promise<Done> {
  let total: Done = { delivered: 0, attempts: 0, refused: [], givenUp: 0, acks: {} };
  for (let round = 0; round < MOST_MESSAGES; round++) {
    const [done] = await Promise.all([bring(storm, round), isKilledIn(storm, round) ? killSoon(storm) : undefined]);
    total = done.reduce(sum, total);
  }
  return total;
}

/** Evenly over the rounds, and once more while the bank is asked for everybody. */
function isKilledIn({ plan, customers }: Storm, round: number): boolean {
  const until = (end: number) => Math.floor((end * (plan.kills - 1)) / MOST_MESSAGES);
  return customers[0]?.messages[round]?.text === 'submit' || until(round + 1) > until(round);
}

async function killSoon({ machines, random }: Storm): Promise<void> {
  await pause(200 + random() * 1_500);
  await machines.kill();
  await pause(random() * 500);
  await machines.restart();
}

/** One new message of every customer, and what came before again, in any order. */
async function bring(storm: Storm, round: number): Promise<readonly Done[]> {
  const { plan, machines, deliverers, random } = storm;
  const fresh = storm.customers.flatMap(({ messages }) => messages[round] ?? []);
  const isAtOnce = round % 3 === 2;
  const again = Math.max(0, Math.round(plan.deliveries / MOST_MESSAGES) - fresh.length * (isAtOnce ? 2 : 1));
  const earlier = Array.from({ length: again }, () => earlierOf(storm, round));
  const tasks: readonly Delivery[][] = [[], []];
  for (const [at, message] of fresh.entries()) {
    const copies: readonly Delivery[] = isAtOnce
      ? [0, 1].map(() => ({ ...message, afterMs: at * AT_ONCE_EVERY_MS }))
      : [message];
    for (const [copy, delivery] of copies.entries()) tasks[isAtOnce ? copy : at % 2]?.push(delivery);
  }
  for (const message of earlier) pickOf(random, tasks)?.push(message);
  const startAt = Date.now() + 100;
  return Promise.all(
    deliverers.map((deliverer, at) =>
      run(deliverer, { port: machines.port, startAt, deliveries: shuffled(tasks[at] ?? [], random) }),
    ),
  );
}

const AT_ONCE_EVERY_MS = 4;

/** One that was brought before, or is being brought in this very round: never one that is still to be written. */
function earlierOf({ customers, random }: Storm, round: number): Written {
  const { messages } = pickOf(random, customers) as StormCustomer;
  return messages[Math.floor(random() * (round + 1))] as Written;
}

function startDeliverer(): ChildProcess {
  return fork(join(DIST, 'test', 'storm', 'deliverer.js'), [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

async function run(deliverer: ChildProcess, task: Task): Promise<Done> {
  deliverer.send(task);
  const died = once(deliverer, 'exit').then(() => {
    throw new Error('Whoever brings messages ended before all were brought.');
  });
  const [done] = (await Promise.race([once(deliverer, 'message'), died])) as [Done];
  return done;
}

function shuffled<T>(all: readonly T[], random: () => number): readonly T[] {
  const mixed = [...all];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}

function sum(one: Done, other: Done): Done {
  return {
    delivered: one.delivered + other.delivered,
    attempts: one.attempts + other.attempts,
    refused: [...one.refused, ...other.refused],
    givenUp: one.givenUp + other.givenUp,
    acks: added(one.acks, other.acks),
  };
}

function added(one: Done['acks'], other: Done['acks']): Done['acks'] {
  const sum: Record<number, number> = { ...one };
  for (const [took, count] of Object.entries(other)) sum[Number(took)] = (sum[Number(took)] ?? 0) + count;
  return sum;
}

/** The time within which this share of the deliveries was answered. */
function ackWithin({ acks, delivered }: Done, share: number): number {
  let left = share * delivered;
  // Keys that are numbers come in their order.
  for (const [took, count] of Object.entries(acks)) {
    left -= count;
    if (left <= 0) return Number(took);
  }
  return 0;
}
