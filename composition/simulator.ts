import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Bot } from '../bot/composeBot';
import { viewOf } from '../bot/conversation';
import { createDrafts } from '../bot/studio/drafts';
import type { ReplayTraffic } from '../bot/studio/flowDoor';
import { createHeavyWork } from '../bot/studio/heavyWork';
import { replayTraffic } from '../bot/studio/replay/replayTraffic';
import { readLibrary } from '../bot/studio/shelf';
import type { BoxWorld } from '../bot/studio/simulator/box';
import { createSimulations } from '../bot/studio/simulator/simulations';
import { type TriedFlow, tryFlow } from '../bot/studio/simulator/triedFlows';
import { readShippedTests } from '../bot/studio/tests/shippedTests';
import { createTestShelf } from '../bot/studio/tests/testShelf';
import type { Market } from '../machines/market';
import { createFakedTraffic } from '../store/faked/fakedTraffic';
import type { Attention, Publishing, Register, Store } from '../store/store';
import type { GuardedRoute } from '../web/auth/guard';
import { createSimulatorRoutes } from '../web/studio/simulator/routes';
import { steadily } from './steadily';

export interface SimulatorParts {
  readonly bot: Pick<Bot, 'sight'>;
  readonly store: Register & Attention & Publishing & Pick<Store, 'transcript'>;
  readonly clock: () => number;
  /** Of the page. */
  readonly version: string;
}

export interface Simulator {
  /** Every route, with its policy. */
  readonly table: readonly GuardedRoute[];
  /** The latest real conversations on a content and on what is live, as on the page. */
  readonly replay: ReplayTraffic;
  stop(): Promise<void>;
}

/** Where drafts are tried: on the bot as it is here, and on nobody's data. */
export function simulatorOf({ bot, store, clock, version }: SimulatorParts): Simulator {
  const world = boxWorldOf(bot);
  const simulations = createSimulations({ world, clock: steadily });
  const drafts = createDrafts(store, clock);
  const heavyWork = createHeavyWork(steadily);
  const live = (market: Market) => liveFlow(bot, market);
  const traffic = createFakedTraffic(store, {
    async sightOf({ flow }) {
      await bot.sight.flows.fetch(flow);
      return (at) => viewOf(bot.sight, at, clock()).view;
    },
    below: (limit) => randomInt(limit),
  });
  const ready = () => bot.sight.flows.refresh();
  const table = createSimulatorRoutes({
    world,
    simulations,
    shelf: testShelfOf(store),
    heavyWork,
    ownerOf: async (id) => {
      const draft = await drafts.find(id);
      return draft && { draft: id, begunFrom: { flowId: draft.flowId, version: draft.base } };
    },
    live,
    ready,
    traffic,
    pointer: async (market) => (await readLibrary(store)).pointers[market],
    funnelParts: { store, clock },
    version,
  });
  const replay: ReplayTraffic = async ({ flow, words }, wish) => {
    await ready();
    const draft = tryFlow(flow, words);
    return heavyWork.run((breathe) => replayTraffic({ world, traffic, draft, live, ...wish, breathe }));
  };
  return { table, replay, stop: simulations.end };
}

/** Recorded conversations: those that were kept here, and those that ship. */
export function testShelfOf(register: Register) {
  return createTestShelf(register, ({ flowId, version }) => readShippedTests(SHIPPED_TESTS, flowId, version));
}

const SHIPPED_TESTS = join(__dirname, '..', 'dialogs', 'flowTests');

/** The product's own words, markets and banks' names; no conversation, no customer, no connection. */
function boxWorldOf({ sight }: Pick<Bot, 'sight'>): BoxWorld {
  const { texts, markets, resumeAfterMs, referenceData } = sight;
  return { texts, markets, resumeAfterMs, bankProfile: referenceData.bank };
}

function liveFlow({ sight }: Pick<Bot, 'sight'>, market: Market): TriedFlow {
  const current = sight.flows.current(market);
  return { hash: current.pin.hash, run: () => current };
}
