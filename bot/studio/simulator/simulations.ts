import type { StepId } from '../../../machines/flow';
import type { Market } from '../../../machines/market';
import { canonicalJson } from '../../../machines/upgrade';
import { type Box, type BoxWorld, createBox } from './box';
import { boxState } from './boxState';
import type { BoxState, Move, Setting, Side, Simulation, Turn } from './contract';
import { jump, reaches } from './jump';
import { play } from './play';
import { createTriedFlows, type TriedFlow } from './triedFlows';

/** What the page asks for: these moves, on this flow, by this customer. */
export interface SimulationWish {
  readonly flow: TriedFlow;
  readonly market: Market;
  readonly locale?: Setting['locale'];
  readonly channels: readonly [Setting['channel'], ...Setting['channel'][]];
  readonly moves: readonly Move[];
  /** Then on to this step. */
  readonly to?: StepId;
}

/**
 * Simulations of many designers. A simulation is its moves: whoever asks sends all of them, and those played before are
 * not played again while their box is still there. So nothing is lost with a box, which goes when nobody asks for a while,
 * and any process may answer.
 */
export interface Simulations {
  /** Throws a `FlowFault` for a flow that cannot run. */
  run(designer: string, wish: SimulationWish): Promise<Simulation>;
  /** How many boxes there are. */
  open(): number;
  /** Ends those that nobody asked for lately; it does so by itself. */
  sweep(): Promise<void>;
  end(): Promise<void>;
}

export interface SimulationsParts {
  readonly world: BoxWorld;
  readonly clock: () => number;
}

/** Boxes of one designer, and of all. */
const OWN = 4;
const ALL = 48;
const IDLE_MS = 10 * 60_000;

interface Kept {
  readonly designer: string;
  readonly key: string;
  readonly box: Box;
  readonly turns: Turn[];
  usedAt: number;
}

export function createSimulations({ world, clock }: SimulationsParts): Simulations {
  let kept: readonly Kept[] = [];
  const queues = new Map<string, Promise<unknown>>();
  let sweeping: NodeJS.Timeout | undefined;

  const drop = async (gone: readonly Kept[]) => {
    kept = kept.filter((one) => !gone.includes(one));
    await Promise.all(gone.map(({ box }) => box.end()));
  };
  const sweep = () => drop(kept.filter(({ usedAt }) => clock() - usedAt >= IDLE_MS));
  const sweepLater = () => {
    sweeping ??= setTimeout(() => {
      sweeping = undefined;
      void sweep();
      if (kept.length > 0) sweepLater();
    }, IDLE_MS).unref();
  };
  const keep = async (designer: string, used: readonly Kept[]) => {
    for (const one of used) one.usedAt = clock();
    kept = [...kept, ...used];
    sweepLater();
    const own = kept.filter((one) => one.designer === designer);
    await drop([...new Set([...oldest(own, OWN), ...oldest(kept, ALL)])]);
  };
  /** A box that played the beginning of these moves and no other, taken out while it is used. */
  const take = (designer: string, key: string, moves: readonly Move[]): Kept | undefined => {
    const found = kept.find((one) => one.designer === designer && one.key === key && isBeginning(one.turns, moves));
    kept = kept.filter((one) => one !== found);
    return found;
  };

  const opened = (
    designer: string,
    wish: SimulationWish,
    channel: Setting['channel'],
    moves: readonly Move[],
  ): Kept => {
    const { flow, market, locale } = wish;
    const key = canonicalJson([flow.hash, market, locale, channel]);
    const setting: Setting = { market, channel, ...(locale !== undefined && { locale }) };
    const found = take(designer, key, moves);
    return found ?? { designer, key, box: createBox(world, flowsOf(flow, market), setting), turns: [], usedAt: 0 };
  };

  const run = async (designer: string, wish: SimulationWish): Promise<Simulation> => {
    const inUse: Kept[] = [];
    const side = async (channel: Setting['channel'], moves: readonly Move[]) => {
      const one = opened(designer, wish, channel, moves);
      inUse.push(one);
      for (const move of moves.slice(one.turns.length)) one.turns.push(await play(one.box, move));
      return one;
    };
    try {
      const [first, ...others] = wish.channels;
      const { one, missed } = await there(await side(first, wish.moves), wish.to, (moves) => side(first, moves));
      const moves = one.turns.map(({ move }) => move);
      const sides = [await sideOf(one)];
      for (const channel of others) sides.push(await sideOf(await side(channel, moves)));
      await keep(designer, inUse);
      return { market: wish.market, sides, moves, ...(missed !== undefined && { missed }) };
    } catch (cause) {
      await Promise.all(inUse.map(({ box }) => box.end()));
      throw cause;
    }
  };

  return {
    run: (designer, wish) => {
      const before = queues.get(designer) ?? Promise.resolve();
      const own = before.then(
        () => run(designer, wish),
        () => run(designer, wish),
      );
      queues.set(designer, own);
      const forget = () => {
        if (queues.get(designer) === own) queues.delete(designer);
      };
      own.then(forget, forget);
      return own;
    },
    open: () => kept.length,
    sweep,
    async end() {
      clearTimeout(sweeping);
      await Promise.allSettled(queues.values());
      await drop(kept);
    },
  };
}

/** At a step: back at it where the customer has been there, and else on to it. */
async function there(one: Kept, to: StepId | undefined, from: (moves: readonly Move[]) => Promise<Kept>) {
  if (to === undefined) return { one };
  const been = one.turns.findIndex((turn) => reaches(turn, to));
  if (been === one.turns.length - 1 && been >= 0) return { one };
  if (been >= 0) return { one: await from(one.turns.slice(0, been + 1).map(({ move }) => move)) };
  const { turns, missed } = await jump(one.box, to);
  one.turns.push(...turns);
  return { one, missed };
}

function flowsOf(flow: TriedFlow, market: Market) {
  // Here, where it is the answer to whoever asked, and not in a turn, which would apologize for it.
  flow.run(market);
  return createTriedFlows(flow);
}

function oldest(of: readonly Kept[], most: number): readonly Kept[] {
  return [...of].sort((a, b) => b.usedAt - a.usedAt).slice(most);
}

function isBeginning(turns: readonly Turn[], moves: readonly Move[]): boolean {
  return (
    turns.length <= moves.length && turns.every(({ move }, at) => canonicalJson(move) === canonicalJson(moves[at]))
  );
}

async function sideOf({ box, turns }: Kept): Promise<Side> {
  const state: BoxState | undefined = await boxState(box);
  return { channel: box.setting.channel, turns: [...turns], ...(state && { state }) };
}
