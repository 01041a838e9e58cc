import type { ChannelId } from '../../../dialogs/message';
import type { Market } from '../../../machines/market';
import { createChance } from '../chance';
import { type BoxWorld, createBox } from '../simulator/box';
import { createTriedFlows, type TriedFlow } from '../simulator/triedFlows';
import { type Broken, CONDITIONS, type Condition, type MarketStorm, ON_PHONES } from './contract';
import { live } from './customer';
import { createWatch } from './watch';

export interface StormPlan {
  readonly world: BoxWorld;
  /** The draft. */
  readonly flow: TriedFlow;
  /** What is published while customers are inside. */
  readonly other: TriedFlow;
  readonly market: Market;
  readonly seed: number;
  readonly customers: number;
  /** Awaited between two customers. */
  readonly breathe: () => Promise<void>;
}

interface Fate {
  readonly condition: Condition;
  readonly end: 'byThemselves' | 'withPerson' | 'nowhere';
  readonly turns: number;
  readonly broken: readonly Broken[];
}

/** Customers of one market on a draft, each with something that goes wrong all the time. The same seed is the same storm. */
export async function stormOver(plan: StormPlan): Promise<MarketStorm> {
  // What cannot run is told before anybody meets it.
  plan.flow.run(plan.market);
  const fates: Fate[] = [];
  for (let customer = 0; customer < plan.customers; customer++) {
    fates.push(await fateOf(plan, customer));
    await plan.breathe();
  }
  const count = (is: (fate: Fate) => boolean) => fates.filter(is).length;
  return {
    market: plan.market,
    score: Math.round((100 * fates.reduce((sum, fate) => sum + worth(fate), 0)) / Math.max(1, fates.length)),
    customers: fates.length,
    turns: fates.reduce((sum, { turns }) => sum + turns, 0),
    byThemselves: count(({ end }) => end === 'byThemselves'),
    withPerson: count(({ end }) => end === 'withPerson'),
    broken: fates.flatMap(({ broken }) => broken),
    conditions: CONDITIONS.map((condition) => {
      const own = fates.filter((fate) => fate.condition === condition);
      return {
        condition,
        customers: own.length,
        byThemselves: own.filter(({ end }) => end === 'byThemselves').length,
        broken: own.filter(({ broken }) => broken.length > 0).length,
      };
    }).filter(({ customers }) => customers > 0),
  };
}

function worth({ end, broken }: Fate): number {
  if (broken.length > 0) return 0;
  return end === 'byThemselves' ? 1 : 0.5;
}

async function fateOf(
  { world, flow, other, market, seed, customers: _customers }: StormPlan,
  customer: number,
): Promise<Fate> {
  const chance = createChance(seed * 10_007 + customer * 101 + world.markets[market].name.length);
  const hasPhone = world.markets[market].channels.whatsapp !== 'prohibited';
  const possible = hasPhone ? CONDITIONS : CONDITIONS.filter((one) => !ON_PHONES.has(one));
  const condition = possible[customer % possible.length] ?? 'everything';
  const channels: readonly ChannelId[] = hasPhone ? ['webchat', 'whatsapp'] : ['webchat'];
  const channel = ON_PHONES.has(condition) ? 'whatsapp' : chance.pick(channels);
  const locale = chance.pick(world.markets[market].locales).tag;
  const flows = createTriedFlows(flow);
  const box = createBox(world, flows, { market, channel, locale });
  const watch = createWatch(box, flow.run(market).resolved);
  try {
    await live({ box, flows, other, condition, chance, watch });
    const document = await box.document();
    const isOver = document !== undefined && watch.isOver(document);
    const found = [
      ...watch.broken,
      ...(isOver
        ? []
        : [{ promise: 'everyPathEnds' as const, step: document?.step ?? '', what: 'It came to no end.' }]),
    ];
    return {
      condition,
      turns: watch.turns,
      end: !isOver ? 'nowhere' : document.status === 'bot' ? 'byThemselves' : 'withPerson',
      broken: found.map((one) => ({ ...one, condition, channel, customer })),
    };
  } finally {
    await box.end();
  }
}
