import { type Config, loadConfig } from './bot/config';
import { endOnFault, exitCodeOf, explain } from './bot/endOnFault';
import { createLog } from './bot/telemetry';
import { type Product, startProduct } from './product';

/** The product as a process: says where it listens, and ends in order when it is told to. */
async function main(): Promise<void> {
  const config = loadConfig();
  await (config.workers > 1 && config.worker === undefined ? leadWorkers(config) : serve(config));
}

async function serve(config: Config): Promise<void> {
  // Of the channel to whoever started us, who may have been killed.
  process.on('error', () => undefined);
  if (config.worker !== undefined) {
    const { outliveLeader }: typeof import('./bot/workers') = require('./bot/workers');
    outliveLeader();
  }
  const product = await startProduct(config);
  const isFirst = (config.worker?.number ?? 1) === 1;
  const invited = isFirst ? sayFirstInvite(product) : Promise.resolve();
  // Before anybody is told that we listen: who takes customers ends in order from then on.
  onceTold(() => {
    void invited.then(() => product.stop()).then(() => process.exit(0));
    setTimeout(() => process.exit(1), 25_000).unref();
  });
  process.send?.({ port: product.port });
  await invited;
}

/** To the console and not to the log, which others read. */
async function sayFirstInvite(product: Product): Promise<void> {
  const link = await product.firstInvite();
  if (link !== undefined) {
    console.error(`Nobody can sign in at the desk yet. This link makes the first account; it works once, within a day:

  ${link}
`);
  }
}

/** Loaded only where there are several. */
async function leadWorkers(config: Config): Promise<void> {
  const { startWorkers }: typeof import('./bot/workers') = require('./bot/workers');
  const workers = await startWorkers(config, createLog(config.logLevel));
  void workers.port.then((port) => process.send?.({ port }));
  onceTold(workers.stop);
  process.exit(await workers.ended);
}

/** Ctrl-C reaches every process of a terminal, and those that are led are told a second time. */
function onceTold(stop: () => void): void {
  let isTold = false;
  const tell = () => {
    if (!isTold) stop();
    isTold = true;
  };
  process.on('SIGTERM', tell);
  process.on('SIGINT', tell);
}

endOnFault(process, createLog('error'));
main().catch((cause: unknown) => {
  console.error(explain(cause));
  process.exit(exitCodeOf(cause));
});
