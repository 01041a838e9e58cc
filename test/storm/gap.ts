import { customersOf, pause, SENDER, type StormCustomer } from './customers';
import { type Machines, startMachines } from './machines';
import { repliesOnce, takenOnce } from './promises';
import { type Result, storm } from './storm';
import { calm, readStory, takenSoFar } from './story';

interface GapPlan {
  readonly customers: number;
  /**
   * How many messages each writes before the server goes down, while it is down, and after what was missed is found. Half
   * of the customers begin while nobody is there; with none `before`, all of them.
   */
  readonly before: number;
  readonly during: number;
  readonly after: number;
  /** So long ago by Twilio's clock all of it was written: what is young is left to its webhook. */
  readonly agoMs: number;
  /** The server stays away for so long besides. */
  readonly waitMs: number;
  readonly calmMs: number;
}

export const gapStorm = storm<GapPlan>({
  name: 'silence',
  does: 'nobody is there while customers write, and Twilio gives up',
  run: stormOfSilence,
  long: { customers: 100, before: 3, during: 3, after: 2, agoMs: 0, waitMs: 25_000, calmMs: 2 * 60_000 },
  quick: { customers: 15, before: 0, during: 3, after: 1, agoMs: 25_000, waitMs: 0, calmMs: 30_000 },
});

/** The server is gone for a while, Twilio gives up on what customers write meanwhile, and nobody writes it again. */
async function stormOfSilence(plan: GapPlan): Promise<Result> {
  const machines = await startMachines();
  const customers = customersOf(plan.customers, plan.before + plan.during + plan.after, 4_000);
  const early = plan.before === 0 ? [] : customers.slice(0, Math.ceil(customers.length / 2));
  const late = customers.slice(early.length);
  const begun = Date.now();
  try {
    await machines.twilio('/clock', { advanceMs: -plan.agoMs });
    await write(machines, early, [0, plan.before]);
    await calm(machines, plan.calmMs);
    await machines.kill();
    const missed =
      (await write(machines, early, [plan.before, plan.before + plan.during])) +
      (await write(machines, late, [0, plan.before + plan.during]));
    await machines.twilio('/clock', { advanceMs: plan.agoMs });
    await pause(plan.waitMs);
    await machines.restart();
    const found = await foundAll(machines, plan, customers);
    await calm(machines, plan.calmMs);
    await write(machines, customers, [plan.before + plan.during, plan.before + plan.during + plan.after]);
    const isCalm = await calm(machines, plan.calmMs);
    await machines.stopProduct();
    const story = await readStory(machines);
    const expected = early.length * plan.during + late.length * (plan.before + plan.during);
    return {
      findings: [
        { promise: 'Twilio gave up on all of it', isKept: missed === expected, seen: String(missed) },
        { promise: 'nothing left to do afterwards', isKept: isCalm, seen: String(isCalm) },
        ...takenOnce(story, customers),
        ...repliesOnce(story, 0),
      ],
      figures: { missed, secondsUntilFound: found, seconds: Math.round((Date.now() - begun) / 1_000) },
    };
  } finally {
    await machines.stop();
  }
}

/** How many were not taken: one attempt each, as Twilio makes them. */
async function write(machines: Machines, customers: readonly StormCustomer[], [from, to]: [number, number]) {
  let missed = 0;
  for (let index = from; index < to; index++) {
    for (const { messages } of customers) {
      const message = messages[index];
      if (message === undefined) continue;
      const { delivered } = await machines.phoneSends({ ...message, sender: SENDER });
      if (!delivered) missed += 1;
    }
  }
  return missed;
}

/** Seconds until the last of it had its turn. */
async function foundAll(machines: Machines, plan: GapPlan, customers: readonly StormCustomer[]): Promise<number> {
  const begun = Date.now();
  const expected = customers.length * (plan.before + plan.during);
  while (Date.now() - begun < plan.calmMs && takenSoFar(machines.dataDirectory) < expected) await pause(200);
  return Math.round((Date.now() - begun) / 1_000);
}
