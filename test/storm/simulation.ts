import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MARKET_PROFILES } from '../../adapters/markets';
import type { Chance } from '../../bot/studio/chance';
import type { Market } from '../../machines/market';
import { type Result, storm } from './storm';
import { addressOf, type Customer, live, type Surroundings } from './virtual/customer';
import { calm, haunt } from './virtual/nemesis';
import { createOperators } from './virtual/operators';
import { brokenPromises } from './virtual/oracles';
import { SEAL, TEXTS } from './virtual/parts';
import { createWorld, type World } from './virtual/world';

/** One day of the whole product, told from one number. */
export interface Story {
  readonly seed: number;
  /** The same for the same number, whenever and wherever it is told. */
  readonly hash: string;
  readonly broken: readonly string[];
  readonly lines: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

export interface StoryPlan {
  readonly seed: number;
  readonly customers: number;
  readonly hours: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** After the last customer went and the last fault ended. */
const CALM_MS = 3 * HOUR;
const MARKETS: readonly Market[] = ['SG', 'HK', 'IN', 'ID', 'PL', 'PH'];
const ON_PHONE: readonly Market[] = ['SG', 'HK', 'IN', 'ID'];
/** In what customers type, and nowhere in the clear. */
const CANARY = '@example.com';

/**
 * Customers, a bank, a messenger, two processes on one store, and everything that goes wrong with them, for a day of
 * virtual time; then the promises are checked. Only ids and references are left to true chance, and they decide nothing.
 */
export async function tellStory({ seed, customers, hours }: StoryPlan): Promise<Story> {
  const world = createWorld(seed);
  let told: readonly string[] | undefined;
  let failure: unknown;
  direct(world, customers, hours * HOUR).then(
    (broken) => {
      told = broken;
    },
    (cause: unknown) => {
      failure = cause;
    },
  );
  const unhandled = (cause: unknown) => void world.witnesses.faults.push(`nobody handled ${String(cause)}`);
  process.on('unhandledRejection', unhandled);
  try {
    await world.time.run(() => told !== undefined || failure !== undefined);
  } finally {
    world.end();
    process.off('unhandledRejection', unhandled);
  }
  if (told === undefined) throw failure;
  const applications = world.bank.ledger.all().length;
  const figures = { ...world.witnesses.figures(), applications, taken: world.messenger.taken.length };
  return { seed, hash: world.history.hash(), broken: told, lines: world.history.lines, figures };
}

/** From the opening of the store to the last look at it. */
async function direct(world: World, customers: number, ms: number): Promise<readonly string[]> {
  const { time, chance, witnesses, bank, messenger } = world;
  const ends = time.now() + ms;
  const isOver = () => time.now() >= ends;
  await world.goesUp();
  const around = surroundingsOf(world, isOver, () => time.now() >= ends + CALM_MS);
  const lives = Array.from({ length: customers }, (_, at) => live(customerOf(at, chance), around));
  await Promise.all([...lives, haunt(world, isOver), attend(world, isOver)]);
  calm(world);
  await time.passes(CALM_MS);
  await world.goesDown();
  const store = await world.opens();
  const seen = { ledger: bank.ledger.all(), taken: messenger.taken, now: time.now(), seal: SEAL };
  const broken = await brokenPromises(store, { ...witnesses, ...seen });
  await world.goesDown();
  return [...broken, ...inTheClear(world)];
}

/** Operators look through the cases every hour or so. */
async function attend(world: World, isOver: () => boolean): Promise<void> {
  const { time, chance } = world;
  const operators = createOperators({ ...world, seal: SEAL, log: world.witnesses.log });
  while (!isOver()) {
    await time.passes(chance.between(30 * MINUTE, 2 * HOUR));
    await operators.round();
  }
}

function customerOf(at: number, chance: Chance): Customer {
  const isOnPhone = chance.happens(0.6);
  const market = chance.pick(isOnPhone ? ON_PHONE : MARKETS);
  const { locales, defaultLocale } = MARKET_PROFILES[market];
  return { name: `customer${at + 1}`, market, locale: isOnPhone ? defaultLocale : chance.pick(locales).tag, isOnPhone };
}

function surroundingsOf(world: World, isOver: () => boolean, isForgotten: () => boolean): Surroundings {
  const { messenger, history } = world;
  return {
    ...world,
    ...world.witnesses,
    texts: TEXTS,
    isOver,
    isForgotten,
    async conversationOf(customer, { bot }) {
      if (!customer.isOnPhone) return `web-${customer.name}`;
      const { sender, user: number } = addressOf(customer);
      const id = await bot.messengerGateway?.conversationOf({ sender, number });
      if (id === undefined) throw new Error('There is no messenger.');
      history.names(id);
      return id;
    },
    async shown({ name, isOnPhone }) {
      if (isOnPhone) return messenger.taken.filter(({ user }) => user === name).flatMap((one) => messenger.shows(one));
      const entries = await (await world.store()).transcript(`web-${name}`, 0, 10_000);
      return entries.flatMap(({ body }) => (body.from === 'bot' ? [body.reply] : []));
    },
  };
}

function inTheClear({ directory, witnesses }: World): readonly string[] {
  const file = readFileSync(join(directory, 'store.db'));
  const log = JSON.stringify(witnesses.lines);
  return file.includes(CANARY) || log.includes(CANARY) ? ['O9 what a customer typed is in the clear'] : [];
}

export const simulationStorm = storm({
  name: 'simulation',
  does: 'Whole days in virtual time: customers, faults of all others, crashes, stalls and clocks that jump',
  run: stormOfStories,
  long: { stories: 10_000, customers: 3, hours: 24 },
  quick: { stories: 2, customers: 3, hours: 24 },
});

interface StoriesPlan extends StoryPlan {
  readonly stories: number;
}

/** Many days, each from its own number, from `seed` on. The first is told twice, to see that it is the same. */
async function stormOfStories({ seed, stories, ...plan }: StoriesPlan): Promise<Result> {
  const sums = new Map<string, number>();
  const broken: string[] = [];
  for (let number = seed; number < seed + stories; number++) {
    const story = await tellStory({ ...plan, seed: number });
    for (const [name, figure] of Object.entries(story.figures)) sums.set(name, (sums.get(name) ?? 0) + figure);
    if (story.broken.length > 0) broken.push(`seed ${number}: ${story.broken.slice(0, 3).join('; ')}`);
  }
  const [first, again] = [await tellStory({ ...plan, seed }), await tellStory({ ...plan, seed })];
  return {
    findings: [
      {
        promise: `O1–O7, O9 and O10 on each of ${stories} days`,
        isKept: broken.length === 0,
        seen: broken.length === 0 ? 'kept' : broken.slice(0, 20).join('\n'),
      },
      { promise: 'the same story from the same number', isKept: again.hash === first.hash, seen: first.hash },
    ],
    figures: { ...Object.fromEntries(sums), virtualHours: stories * plan.hours },
  };
}
