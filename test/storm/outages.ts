import { chanceOf, customersOf, pause, SENDER, type StormCustomer } from './customers';
import { type Machines, startMachines } from './machines';
import { repliesOnce, takenOnce } from './promises';
import { atMost, finding, type Result, storm } from './storm';
import { calm, readStory, takenSoFar } from './story';

interface OutagesPlan {
  readonly outages: number;
  /** Who write for the first time in each, so many messages each. */
  readonly customers: number;
  readonly messages: number;
  /** The longest. */
  readonly forMs: number;
  readonly calmMs: number;
  readonly seed: number;
}

export const outagesStorm = storm<Omit<OutagesPlan, 'seed'>>({
  name: 'absences',
  does: 'the server is away again and again, for up to an hour of Twilio’s time, and nobody writes twice what was missed',
  seed: 4,
  run: stormOfOutages,
  long: { outages: 200, customers: 3, messages: 3, forMs: 60 * 60_000, calmMs: 5 * 60_000 },
  quick: { outages: 3, customers: 3, messages: 3, forMs: 60 * 60_000, calmMs: 30_000 },
});

/** Found within this time after the start: the look at once, and the next for what was too young for the first. */
const CATCH_UP_MS = 90_000;

/** Time passes at Twilio alone: it is set back by the length of the outage, and goes on between what is written in it. */
async function stormOfOutages(plan: OutagesPlan): Promise<Result> {
  const [machines, random] = [await startMachines(), chanceOf(plan.seed)];
  const customers = customersOf(plan.outages * plan.customers, plan.messages, 5_000);
  const begun = performance.now();
  const caughtUpMs: number[] = [];
  let missed = 0;
  try {
    for (let outage = 0; outage < plan.outages; outage++) {
      const away = customers.slice(outage * plan.customers, (outage + 1) * plan.customers);
      // Twilio must not take in the past what was on its way just now.
      await calm(machines, plan.calmMs);
      await (random() < 0.5 ? machines.kill() : machines.stopProduct());
      missed += await writeMeanwhile(machines, away, random() * plan.forMs);
      await machines.restart();
      caughtUpMs.push(await caughtUp(machines, (outage + 1) * plan.customers * plan.messages));
    }
    const isCalm = await calm(machines, plan.calmMs);
    await machines.stopProduct();
    const story = await readStory(machines);
    return {
      findings: [
        finding('Twilio gave up on all of it', customers.length * plan.messages, missed),
        { promise: 'nothing left to do afterwards', isKept: isCalm, seen: String(isCalm) },
        atMost('all of it found in time after each start (slowest)', CATCH_UP_MS, Math.max(...caughtUpMs), 'ms'),
        ...takenOnce(story, customers),
        ...repliesOnce(story, 0),
      ],
      figures: {
        outages: plan.outages,
        missed,
        slowestCatchUpMs: Math.max(...caughtUpMs),
        seconds: Math.round((performance.now() - begun) / 1_000),
      },
    };
  } finally {
    await machines.stop();
  }
}

/** Everybody's messages, spread over the outage; resolves with how many nobody took. */
async function writeMeanwhile(machines: Machines, customers: readonly StormCustomer[], forMs: number): Promise<number> {
  const messages = Math.max(...customers.map((customer) => customer.messages.length));
  const stepMs = Math.floor(forMs / messages);
  await machines.twilio('/clock', { advanceMs: -stepMs * messages });
  let missed = 0;
  for (let index = 0; index < messages; index++) {
    for (const customer of customers) {
      const message = customer.messages[index];
      if (message === undefined) continue;
      const { delivered } = await machines.phoneSends({ ...message, sender: SENDER });
      if (!delivered) missed += 1;
    }
    await machines.twilio('/clock', { advanceMs: stepMs });
  }
  return missed;
}

async function caughtUp(machines: Machines, expected: number): Promise<number> {
  const begun = performance.now();
  while (takenSoFar(machines.dataDirectory) < expected && performance.now() - begun < 2 * CATCH_UP_MS) await pause(100);
  return Math.round(performance.now() - begun);
}
