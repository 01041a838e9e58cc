import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, sleep } from './load';
import { productEnvironment, round, temporaryDirectory } from './overHttp';

/** From starting the process to listening, and the memory it then holds while nothing happens; medians. */
export async function measureStartup(
  times: number,
  bankPort = 9,
): Promise<{ 'start s': number; 'idle RSS MB': number }> {
  const [starts, memories]: [number[], number[]] = [[], []];
  for (let run = 0; run < times; run++) {
    const begin = performance.now();
    const child = fork(join(__dirname, '..', '..', 'index.js'), [], {
      env: { ...process.env, ...productEnvironment(bankPort, temporaryDirectory()) },
    });
    await once(child, 'message');
    starts.push((performance.now() - begin) / 1_000);
    await sleep(3_000);
    memories.push(residentMegabytes(child.pid ?? 0));
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  return { 'start s': round(median(starts)), 'idle RSS MB': Math.round(median(memories)) };
}

function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}
