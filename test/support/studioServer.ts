import { MARKET_PROFILES } from '../../adapters/markets';
import { readLocales } from '../../bot/loadTexts';
import { checkContent } from '../../bot/studio/checkContent';
import { createDrafts } from '../../bot/studio/drafts';
import { studioWorld } from '../../bot/studio/studioWorld';
import { simulatorOf } from '../../composition/simulator';
import { createStudioRoutes } from '../../web/studio/routes';
import type { TestProduct } from './product';
import { type StaffServer, startStaffServer } from './staffServer';

/** The studio of a real product over real HTTP. */
export function startStudioServer(product: () => TestProduct): Promise<StaffServer> {
  const { store, catalogue } = product();
  return startStaffServer(product, 'studio', () =>
    createStudioRoutes({
      drafts: createDrafts(store, () => product().now()),
      check: (flow, words) => checkContent(flow, words, catalogue()),
      world: () => studioWorld(MARKET_PROFILES, catalogue(), readLocales()),
      version: 'page-1',
    }),
  );
}

/** The same with the simulator. */
export async function startSimulatorServer(product: () => TestProduct) {
  const { store, sight, look, catalogue } = product();
  const simulator = simulatorOf({ bot: { sight, look }, store, version: 'page-1' });
  const server = await startStaffServer(product, 'studio', () => [
    ...createStudioRoutes({
      drafts: createDrafts(store, () => product().now()),
      check: (flow, words) => checkContent(flow, words, catalogue()),
      world: () => studioWorld(MARKET_PROFILES, catalogue(), readLocales()),
      version: 'page-1',
    }),
    ...simulator.table,
  ]);
  return { ...server, stop: simulator.stop };
}
