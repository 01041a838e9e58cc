import cluster, { type Worker } from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type DirectoryLock, joinDirectory } from '../store/sqlite/lock';
import { StoreFault } from '../store/storeFault';
import type { Config } from './config';
import { CANNOT_START } from './endOnFault';
import type { Log } from './telemetry';

/** Several processes that serve one port and share one store; this one serves nobody and looks after them. */
export interface Workers {
  /** Where they listen, once the first of them does. Pending for ever when none comes to it. */
  readonly port: Promise<number>;
  /** Once it is over with all of them: the code to exit with. */
  readonly ended: Promise<number>;
  /** They take no new work, finish what runs and end; who has not after 25 seconds is ended. */
  stop(): void;
}

const DRAIN_MS = 25_000;
const SHORTEST_BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 10_000;
/** Whoever has lived so long was no failed start. */
const STEADY_MS = 60_000;

/**
 * Starts the first worker, which brings the store up to date, then the others beside it. One that ends is replaced, after
 * a while that grows with each failure in a row; one that cannot start at all ends everything. They end with this process.
 */
export async function startWorkers(
  config: Pick<Config, 'workers' | 'store' | 'dataDirectory'>,
  log: Log,
): Promise<Workers> {
  // Each takes its customers from the port itself. Handed on by the leader, a connection on its way to a worker that is
  // killed would stay open with the leader, which never answers it (seen with Node 20).
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const group = randomUUID();
  const membership = config.store.kind === 'sqlite' ? await joinOnceLeft(config.dataDirectory, group, log) : undefined;
  const running = new Map<number, Worker>();
  const port = deferred<number>();
  const ended = deferred<number>();
  let isStopping = false;
  let exitCode = 0;
  let deadline: NodeJS.Timeout | undefined;

  const start = (number: number, failures: number) => {
    if (isStopping) return;
    const endsEarlyBefore = performance.now() + STEADY_MS;
    const worker = cluster.fork({ WORKER: `${number}:${group}` });
    running.set(number, worker);
    log.info({ event: 'worker.started', worker: number, pid: worker.process.pid });
    worker.on('message', (message: { readonly port: number }) => port.resolve(message.port));
    // A word to one that has just been killed. Its end is told besides, and must not be ours.
    worker.on('error', () => undefined);
    worker.once('exit', (code: number | null, signal: string | null) => {
      running.delete(number);
      log.warn({ event: 'worker.ended', worker: number, code: code ?? undefined, signal: signal ?? undefined });
      if (isStopping) return over(isInOrder(code, signal) ? 0 : 1);
      if (code === CANNOT_START) return over(code);
      startAgain(number, performance.now() < endsEarlyBefore ? failures + 1 : 1);
    });
  };
  const startAgain = (number: number, failures: number) => {
    setTimeout(() => start(number, failures), backOff(failures));
  };

  const over = (code: number) => {
    exitCode = exitCode || code;
    if (!isStopping) stop();
    if (running.size > 0) return;
    clearTimeout(deadline);
    membership?.release();
    ended.resolve(exitCode);
  };

  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    deadline = setTimeout(() => signalAll('SIGKILL'), DRAIN_MS);
    signalAll('SIGTERM');
    if (running.size === 0) over(0);
  };
  const signalAll = (signal: NodeJS.Signals) => {
    for (const worker of running.values()) worker.process.kill(signal);
  };

  start(1, 0);
  void port.promise.then(() => {
    for (let number = 2; number <= config.workers; number++) start(number, 0);
  });
  return { port: port.promise, ended: ended.promise, stop };
}

const LEAVING_MS = 30_000;
const LOOK_AGAIN_MS = 250;

/**
 * The workers of a leader that was killed end by themselves, but not before a slow disk lets them; whoever starts us
 * again has not waited for them. Somebody who is there to stay is still there in the end.
 */
async function joinOnceLeft(directory: string, group: string, log: Log): Promise<DirectoryLock> {
  const giveUpAt = performance.now() + LEAVING_MS;
  for (let looks = 1; ; looks++) {
    try {
      return joinDirectory(directory, group);
    } catch (cause) {
      const isOwned = cause instanceof StoreFault && cause.code === 'owned';
      if (!isOwned || performance.now() > giveUpAt) throw cause;
    }
    if (looks === 1) log.warn({ event: 'store.stillOwned', waitsMs: LEAVING_MS });
    await pause(LOOK_AGAIN_MS);
  }
}

/** In a worker: its words to a leader that was killed are lost, and are no reason to end before what runs is finished. */
export function outliveLeader(): void {
  cluster.worker?.on('error', () => undefined);
}

/** One that was told to end before it could listen to it had nothing to finish. */
function isInOrder(code: number | null, signal: string | null): boolean {
  return code === 0 || signal === 'SIGTERM';
}

function backOff(failures: number): number {
  return Math.min(LONGEST_BACK_OFF_MS, SHORTEST_BACK_OFF_MS * 2 ** (failures - 1));
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((keep) => {
    resolve = keep;
  });
  return { promise, resolve };
}
