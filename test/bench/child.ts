import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A server under test in a process of its own. */
export interface Child {
  readonly port: number;
  readonly pid: number;
  /** CPU this process has used so far, user and system, all its threads: microseconds. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a program that reports `{ port }` once it listens. It ends with its parent at the latest. */
export async function startChild(program: string, environment: Readonly<Record<string, string>>): Promise<Child> {
  const child = fork(program, [], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'exit');
  const [{ port }] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error(`${program} ended before it listened; see its output above.`))),
  ])) as [{ port: number }];
  return {
    port,
    pid: child.pid ?? 0,
    async cpu() {
      child.send('cpu');
      const [{ cpu }] = (await once(child, 'message')) as [{ cpu: number }];
      return cpu;
    },
    async stop() {
      process.off('exit', kill);
      child.kill('SIGTERM');
      const timer = setTimeout(kill, 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}
