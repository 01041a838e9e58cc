import cluster from 'node:cluster';
import { createServer, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { startWorkers } from '../../../bot/workers';

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const PATIENCE_MS = 10_000;

/** Two workers stand still while customers come, and are killed before they have met them. */
async function lead(): Promise<void> {
  const config = {
    workers: 2,
    store: { kind: 'cosmos', endpoint: '', key: '', database: '' },
    dataDirectory: '',
  } as const;
  const workers = await startWorkers(config, SILENT);
  const port = await workers.port;
  while (listening.size < 2) await pause(20);
  const pids = Object.values(cluster.workers ?? {}).flatMap((worker) => worker?.process.pid ?? []);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  const asked = Array.from({ length: 4 }, () => ask(port));
  await pause(500);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  console.log((await Promise.all(asked)).join(' '));
  workers.stop();
  process.exit(await workers.ended);
}

const listening = new Set<number>();
if (cluster.isPrimary) cluster.on('listening', ({ id }) => listening.add(id));

/** Whether somebody said something, good or bad. */
function ask(port: number): Promise<string> {
  return new Promise((resolve) => {
    const request = get({ port, host: '127.0.0.1', agent: false }, (answer) => resolve(`${answer.statusCode}`));
    request.on('error', () => resolve('reset'));
    setTimeout(() => resolve('silence'), PATIENCE_MS);
  });
}

function work(): void {
  process.on('SIGTERM', () => process.exit(0));
  const server = createServer((_, response) => response.end());
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));
}

if (cluster.isPrimary) void lead();
else work();
