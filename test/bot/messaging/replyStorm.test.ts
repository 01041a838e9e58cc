import type { Dying } from './replying/mortalWorker';
import type { Behaviour } from './replying/provider';
import { createWorld, HOUR, type World } from './replying/world';

const IDS = Array.from({ length: 50 }, (_, at) => `c${at}`);
const EACH = 10;
const SEED = 7;
const tickMs = 300;

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

/** The same numbers for the same seed, so that a run that fails can be run again. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function weather(random: () => number): () => Behaviour {
  return () => {
    const draw = random();
    if (draw < 0.1) return 'isBusy';
    if (draw < 0.2) return 'breaksBefore';
    return draw < 0.3 ? 'breaksAfter' : 'takes';
  };
}

/** Ten replies in each of fifty conversations, two workers, and now and then a process that ends without warning. */
async function storm(random: () => number): Promise<void> {
  world.provider.behaves = weather(random);
  world.provider.finds = () => (random() < 0.1 ? 'isDown' : 'finds');
  for (let round = 0; round < EACH; round += 1) {
    await Promise.all(IDS.map((id) => world.says(id, [`${id}/${round}`])));
    const isLast = round % 3 === 1;
    const workers = [1, 2].map(() => world.start({ random }, isLast ? someStep(random) : undefined));
    if (isLast) {
      await world.quiet(30_000, { tickMs, isOver: () => workers.some((worker) => worker.isDead()) });
      await world.restart();
    } else {
      await world.quiet(Math.floor(random() * 5_000), { tickMs });
      await Promise.all(workers.map(({ replies }) => replies.stop()));
    }
  }
  world.start({ random });
  await world.quiet(12 * HOUR, { tickMs });
}

function someStep(random: () => number): Dying {
  return { step: 20 + Math.floor(random() * 200), moment: random() < 0.5 ? 'before' : 'after' };
}

/** What arrived in a conversation, each message at its first arrival. */
const arrived = (id: string) => [
  ...new Set(world.provider.taken.filter(({ user }) => user === `user-of-${id}`).map(({ body }) => body)),
];
const wanted = (id: string) => Array.from({ length: EACH }, (_, round) => `${id}/${round}`);
const isGivenUp = (id: string, round: number) => world.reports.some(({ workId }) => workId === `${id}:reply:${round}`);
const doubles = () => world.provider.taken.length - new Set(world.provider.taken.map(({ body }) => body)).size;

function expectNoneLost(): void {
  for (const id of IDS) {
    const sent = arrived(id);
    expect(sent).toEqual(wanted(id).filter((body) => sent.includes(body)));
    const missing = wanted(id).filter((body, round) => !sent.includes(body) && !isGivenUp(id, round));
    expect(missing).toEqual([]);
  }
}

describe('a storm of faults and kills', () => {
  it('costs no message, no order and no double while the provider lists what it took', async () => {
    world.provider.listsAfterMs = 4_000;
    await storm(chance(SEED));
    expectNoneLost();
    expect(doubles()).toBe(0);
  });

  it('costs a double at most for each send of unknown fate when the provider lists it too late', async () => {
    world.provider.listsAfterMs = 60_000;
    await storm(chance(SEED));
    expectNoneLost();
    const lookedUp = world.provider.asked.filter(({ what }) => what === 'find').length;
    expect(doubles()).toBeGreaterThan(0);
    expect(doubles()).toBeLessThanOrEqual(lookedUp);
    // Nothing that was known to be taken was sent again.
    const noted = (await Promise.all(IDS.map((id) => world.store().deliveries(id)))).flat();
    expect(new Set(noted.map(({ workId, part }) => `${workId}/${part}`)).size).toBe(noted.length);
  });
});
