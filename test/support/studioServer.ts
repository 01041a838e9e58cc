import { openFlows } from '../../bot/flows';
import { createPseudonym } from '../../bot/telemetry';
import { simulatorOf } from '../../composition/simulator';
import { studioRoutes } from '../../composition/studio';
import { FLOWS_DIRECTORY, type TestProduct } from './product';
import { type StaffServer, startStaffServer } from './staffServer';

/** The studio of a real product over real HTTP. */
export function startStudioServer(product: () => TestProduct): Promise<StaffServer> {
  return startStaffServer(product, 'studio', () => studioOf(product));
}

/** The same with the simulator. */
export async function startSimulatorServer(product: () => TestProduct) {
  const { store, sight, now: clock } = product();
  const simulator = simulatorOf({ bot: { sight }, store, clock, version: 'page-1' });
  const server = await startStaffServer(product, 'studio', () => [...studioOf(product), ...simulator.table]);
  return { ...server, stop: simulator.stop };
}

function studioOf(product: () => TestProduct) {
  return studioRoutes({
    bot: product(),
    store: product().store,
    shipped: openFlows(FLOWS_DIRECTORY),
    // The key of `startTestProduct`.
    seal: createPseudonym('test audit key'),
    clock: () => product().now(),
    version: 'page-1',
  });
}
