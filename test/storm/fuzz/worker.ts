import { startCoverage } from './coverage';
import { isOfInterest } from './ofInterest';

export interface FuzzTask {
  readonly inputs: number;
  readonly requests: number;
  readonly seed: number;
}

/** A process of its own: whatever ends it is seen by whoever started it. */
async function perform({ inputs, requests, seed }: FuzzTask) {
  const coverage = await startCoverage(isOfInterest);
  // Loaded only now, so that every function is counted.
  const { createWorld }: typeof import('./world') = require('./world');
  const { fuzzInProcess }: typeof import('./inProcess') = require('./inProcess');
  const { fuzzOverSockets }: typeof import('./overSockets') = require('./overSockets');
  const world = createWorld();
  const inProcess = await fuzzInProcess(world, { inputs, seed }, coverage);
  const server = await world.listen();
  const overSockets = await fuzzOverSockets(world, { port: server.port, requests, seed });
  await server.close();
  await coverage.news();
  const report = coverage.report();
  await coverage.stop();
  return { inProcess, overSockets, report, logged: world.logged };
}

export type FuzzDone = Awaited<ReturnType<typeof perform>>;

const strays: string[] = [];
process.on('unhandledRejection', (cause) => strays.push(`unhandled: ${cause instanceof Error ? cause.stack : cause}`));
process.on('uncaughtException', (cause) => strays.push(`uncaught: ${cause.stack}`));
process.on('message', (task) => {
  // The parent sends nothing else.
  void perform(task as FuzzTask).then(
    (done) => process.send?.({ ...done, strays }),
    (cause) => process.send?.({ strays: [...strays, String(cause?.stack ?? cause)] }),
  );
});
process.on('disconnect', () => process.exit(0));
