import { loadConfig } from './bot/config';
import { endOnFault, explain } from './bot/endOnFault';
import { createLog } from './bot/telemetry';
import { startProduct } from './product';

/** The product as a process: says where it listens, and ends in order when it is told to. */
async function main(): Promise<void> {
  const config = loadConfig();
  const product = await startProduct(config);
  if (process.send) process.send({ port: product.port });
  const stop = () => {
    void product.stop().then(() => process.exit(0));
    setTimeout(() => process.exit(1), 25_000).unref();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

endOnFault(process, createLog('error'));
main().catch((cause: unknown) => {
  console.error(explain(cause));
  process.exit(78);
});
