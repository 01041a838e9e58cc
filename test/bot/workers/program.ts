import cluster from 'node:cluster';
import { outliveLeader, startWorkers } from '../../../bot/workers';

/** What a word comes to that cannot be said: as Node tells it of a channel to a process that was killed. */
const LOST = new Error('write EPIPE');
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A leader with two workers; each of the three loses a word to another, and goes on. */
async function lead(): Promise<void> {
  const config = {
    workers: 2,
    store: { kind: 'cosmos', endpoint: '', key: '', database: '' },
    dataDirectory: '',
  } as const;
  const workers = await startWorkers(config, SILENT);
  console.log(`port ${await workers.port}`);
  for (const worker of Object.values(cluster.workers ?? {})) worker?.emit('error', LOST);
  console.log('the leader lives');
  workers.stop();
  process.exit(await workers.ended);
}

function work(): void {
  outliveLeader();
  cluster.worker?.emit('error', LOST);
  process.on('SIGTERM', () => process.exit(0));
  process.send?.({ port: 1 });
  setInterval(() => undefined, 1_000);
}

if (cluster.isPrimary) void lead();
else work();
