import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Child } from './child';
import { productCustomer } from './customers';
import { closedLoop, type Load, median } from './load';
import { type Plan, productEnvironment, round, startBank, temporaryDirectory } from './overHttp';

const DIST = join(__dirname, '..', '..');
const AT_ONCE = 48;
/** Of the kernel's counts of CPU time. */
const MICROSECONDS_PER_TICK = 10_000;

interface Measured extends Load {
  /** Cores kept busy by the product, by whoever asks it, and by the bank. */
  readonly product: number;
  readonly client: number;
  readonly bank: number;
}

/**
 * Two processes on one store beside one, in turns. The client and the bank need cores too, so how much each of the three
 * used is part of the figure: where they fill the machine, it is the machine that is measured.
 */
export async function compareWorkers(plan: Plan): Promise<void> {
  const directory = temporaryDirectory();
  const bank = await startBank(directory);
  const subjects = await Promise.all(
    [1, 2].map(async (workers) => ({
      workers,
      child: await startServing(workers, bank.port, temporaryDirectory()),
      rounds: [] as Measured[],
    })),
  );
  for (const { child } of subjects) await closedLoop(child, productCustomer, AT_ONCE, plan.warmUpSeconds);
  for (let at = 0; at < plan.rounds; at++) {
    for (const { child, rounds } of at % 2 === 0 ? subjects : [...subjects].reverse()) {
      rounds.push(await measure(child, bank, plan.seconds));
    }
  }
  for (const { child } of subjects) await child.stop();
  await bank.stop();
  print(subjects);
}

async function measure(child: Child, bank: Child, seconds: number): Promise<Measured> {
  const before = {
    product: await child.cpu(),
    bank: cpuOf(bank.pid),
    client: cpuOf(process.pid),
    at: performance.now(),
  };
  const load = await closedLoop(child, productCustomer, AT_ONCE, seconds);
  const elapsed = (performance.now() - before.at) * 1_000;
  return {
    ...load,
    product: ((await child.cpu()) - before.product) / elapsed,
    client: (cpuOf(process.pid) - before.client) / elapsed,
    bank: (cpuOf(bank.pid) - before.bank) / elapsed,
  };
}

function print(subjects: readonly { readonly workers: number; readonly rounds: readonly Measured[] }[]): void {
  const of = (rounds: readonly Measured[], figure: keyof Measured) => round(median(rounds.map((one) => one[figure])));
  console.log(`\nWhole leads over HTTP, ${AT_ONCE} conversations at once: one process and two on one store`);
  console.table(
    Object.fromEntries(
      subjects.map(({ workers, rounds }) => [
        workers === 1 ? 'one process' : `${workers} processes`,
        {
          'turns/s': Math.round(of(rounds, 'turnsPerSecond')),
          'p50 ms': of(rounds, 'p50'),
          'p99 ms': of(rounds, 'p99'),
          'CPU µs/turn': Math.round(of(rounds, 'cpuPerTurn')),
          'cores: product': of(rounds, 'product'),
          client: of(rounds, 'client'),
          bank: of(rounds, 'bank'),
        },
      ]),
    ),
  );
  const [one, two] = subjects.map(({ rounds }) => rounds);
  const ratio = (figure: keyof Measured) =>
    round(median((two ?? []).map((load, at) => load[figure] / (one?.[at]?.[figure] ?? Number.NaN))));
  console.log(`turns/s, two processes ÷ one       ${ratio('turnsPerSecond')}   (target ≥ 1.5)`);
  console.log(`CPU per turn, two processes ÷ one  ${ratio('cpuPerTurn')}   (1: twice the cores carry twice the turns)`);
}

/** The built product with so many processes; its CPU is that of all of them. */
async function startServing(workers: number, bankPort: number, directory: string): Promise<Child> {
  const child = fork(join(DIST, 'index.js'), [], {
    env: {
      ...process.env,
      ...productEnvironment(bankPort, directory),
      SANDBOX_TWILIO_PORT: '0',
      WORKERS: `${workers}`,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  while (workers > 1 && childrenOf(child).length < workers) await new Promise((resolve) => setTimeout(resolve, 50));
  const pid = child.pid ?? 0;
  return {
    port,
    pid,
    cpu: async () => [pid, ...childrenOf(child)].reduce((sum, one) => sum + cpuOf(one), 0),
    async stop() {
      process.off('exit', kill);
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function childrenOf({ pid }: ChildProcess): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

/** User and system, all its threads, microseconds. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_PER_TICK;
}
