import type { World } from './world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PATIENCE_MS = 15_000;

/** Something goes wrong every now and then, until it is over. */
export async function haunt(world: World, isOver: () => boolean): Promise<void> {
  const { time, chance } = world;
  while (!isOver()) {
    await time.passes(chance.between(5 * MINUTE, 2 * HOUR));
    await chance.pick(HAUNTS)(world);
  }
}

/** From now on nothing goes wrong. */
export function calm(world: World): void {
  world.refusals = 0;
  world.messenger.weather = 0;
  Object.assign(world.bank.weather, { create: 0, other: 0 });
  for (const process of world.processes()) process.clockIsOff(0);
}

const HAUNTS: readonly ((world: World) => Promise<void>)[] = [
  async (world) => {
    const { time, chance } = world;
    const process = chance.pick(world.processes());
    process.diesAfter(chance.between(1, 40));
    for (let minutes = 0; process.isAlive() && minutes < 60; minutes += 1) await time.passes(MINUTE);
    await world.replaces(process);
  },
  async (world) => {
    const { time, chance } = world;
    const both = world.processes();
    for (const process of both) process.diesSubmitting(chance.pick(['before', 'after'] as const));
    for (let minutes = 0; both.every((one) => one.isAlive()) && minutes < 240; minutes += 1) await time.passes(MINUTE);
    for (const process of both) if (world.processes().includes(process)) await world.replaces(process);
  },
  async (world) => {
    await world.goesDown();
    await world.time.passes(world.chance.between(1_000, 5 * MINUTE));
    await world.goesUp();
  },
  // Longer than any lease but the bank's, which is 120 s.
  async ({ chance, processes }) => chance.pick(processes()).stalls(chance.between(1_000, 200_000)),
  async ({ time, chance, processes }) => {
    const process = chance.pick(processes());
    process.clockIsOff(chance.between(-10 * MINUTE, 10 * MINUTE));
    await time.passes(chance.between(MINUTE, HOUR));
    process.clockIsOff(0);
  },
  async ({ time, chance, bank: { weather } }) => {
    Object.assign(weather, { create: chance.next(), other: chance.next() / 2 });
    await time.passes(chance.between(5 * MINUTE, 2 * HOUR));
    Object.assign(weather, { create: 0.05, other: 0.02 });
  },
  async ({ time, chance, messenger }) => {
    messenger.weather = chance.next() * 0.8;
    await time.passes(chance.between(5 * MINUTE, 2 * HOUR));
    messenger.weather = 0.02;
  },
  async (world) => {
    world.refusals = world.chance.next() * 0.1;
    await world.time.passes(world.chance.between(MINUTE, 20 * MINUTE));
    world.refusals = 0;
  },
  async (world) => {
    await switchCallouts(world, true);
    await world.time.passes(world.chance.between(5 * MINUTE, 2 * HOUR));
    await switchCallouts(world, false);
  },
];

/** By an operator, who tries again when it did not work. */
async function switchCallouts({ process, time }: World, paused: boolean): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    const { bot } = await process();
    const done = bot.calloutSwitch.set(paused, { operator: 'ann', reason: 'simulated' }).then(
      () => true,
      () => false,
    );
    if ((await Promise.race([done, time.passes(PATIENCE_MS)])) === true) return;
  }
}
