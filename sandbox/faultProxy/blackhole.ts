import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** Listens, and then never looks again. */
const DEAF = `
const { workerData, parentPort } = require('node:worker_threads');
const server = require('node:net').createServer();
server.listen({ ...workerData, backlog: 1 }, () => {
  parentPort.postMessage('listening');
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
});`;

/**
 * An address at which connecting comes to nothing, not even to a refusal: its line of waiting connections is full and
 * nobody ever takes one, so the system lets further ones wait for an answer.
 */
export async function openBlackhole(host: string, port: number): Promise<{ close(): Promise<void> }> {
  const worker = new Worker(DEAF, { eval: true, workerData: { host, port } });
  await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  const waiting: Socket[] = Array.from({ length: 4 }, () => connect({ host, port }).on('error', () => undefined));
  return {
    async close() {
      for (const socket of waiting) socket.destroy();
      await worker.terminate();
    },
  };
}
