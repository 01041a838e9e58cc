import type { Behaviour } from './replying/provider';
import { createWorld, type World } from './replying/world';

/** Fewer than the steps one run takes, so that every one of them is a place to die at. */
const STEPS = Array.from({ length: 22 }, (_, at) => at + 1);

async function run(prepare: (world: World) => Promise<void>, step: number, moment: 'before' | 'after') {
  const world = createWorld();
  try {
    world.provider.listsAfterMs = 4_000;
    await prepare(world);
    const worker = world.start({}, { step, moment });
    await world.quiet(20_000, { isOver: () => worker.isDead() });
    const died = worker.isDead();
    await world.restart();
    world.start();
    await world.quiet();
    return { died, bodies: world.provider.taken.map(({ body }) => body), statuses: await world.statuses('c1'), world };
  } finally {
    await world.end();
  }
}

describe.each(['before', 'after'] as const)('a process that ends %s', (moment) => {
  it.each(STEPS)('step %i of sending has lost and doubled nothing', async (step) => {
    const outcome = await run(
      async (world) => {
        await world.says('c1', ['one', 'two']);
        await world.says('c1', ['three']);
      },
      step,
      moment,
    );
    expect(outcome.died).toBe(true);
    expect(outcome.bodies).toEqual(['one', 'two', 'three']);
    expect(outcome.statuses).toBe('done done');
  });

  it.each(STEPS.slice(0, 12))('step %i of a look-up has lost and doubled nothing', async (step) => {
    const behaviours: Behaviour[] = ['breaksAfter', 'breaksBefore'];
    const outcome = await run(
      async (world) => {
        world.provider.behaves = () => behaviours.shift() ?? 'takes';
        await world.says('c1', ['one', 'two']);
      },
      step,
      moment,
    );
    expect(outcome.died).toBe(true);
    expect(outcome.bodies).toEqual(['one', 'two']);
    expect(outcome.statuses).toBe('done');
  });

  it.each(STEPS.slice(0, 6))('step %i of a refusal has told it', async (step) => {
    const { died, statuses, world } = await run(
      async (world) => {
        world.provider.behaves = () => ({ refuses: 'contentRefused', code: '63021' });
        await world.says('c1', ['one']);
      },
      step,
      moment,
    );
    expect(died).toBe(true);
    expect(statuses).toBe('dead');
    expect(world.reports.map(({ problem }) => problem)).toEqual(['contentRefused']);
  });
});
