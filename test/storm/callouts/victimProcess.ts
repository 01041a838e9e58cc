import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { DIST } from '../machines';
import { startVictim, type Victim, type VictimPlan } from './victim';

type Method = Exclude<keyof Victim, 'die'>;

interface Call {
  readonly call: number;
  readonly method: Method;
  readonly args: readonly never[];
}

interface Return {
  readonly call: number;
  readonly result?: unknown;
  readonly fault?: string;
}

/** The same product as a process of its own, which dies by SIGKILL. */
export async function forkVictim(plan: VictimPlan): Promise<Victim> {
  const program = join(DIST, 'test', 'storm', 'callouts', 'victimProcess.js');
  const child = fork(program, [JSON.stringify(plan)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const atEnd = () => child.kill('SIGKILL');
  process.once('exit', atEnd);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void ended.then(() => process.off('exit', atEnd));
  const ask = asking(child);
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`The product ended with ${code} before it was there.`)));
  });
  const remote =
    (method: Method) =>
    (...args: never[]) =>
      ask(method, args);
  const methods = ['prepare', 'warm', 'accept', 'step', 'told'] as const;
  return {
    // Each is the one of the other side, which has just these.
    ...(Object.fromEntries(methods.map((method) => [method, remote(method)])) as Omit<Victim, 'close' | 'die'>),
    async close() {
      await ask('close', []);
      child.kill('SIGKILL');
      await ended;
    },
    async die() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A call that a death cut short never comes back, as it would not for anybody. */
function asking(child: ChildProcess) {
  const waiting = new Map<number, (answer: Return) => void>();
  let calls = 0;
  child.on('message', (answer: Return) => {
    waiting.get(answer.call)?.(answer);
    waiting.delete(answer.call);
  });
  return (method: Method, args: readonly never[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      calls += 1;
      waiting.set(calls, ({ result, fault }) => (fault === undefined ? resolve(result) : reject(new Error(fault))));
      child.send({ call: calls, method, args } satisfies Call);
    });
}

async function serve(plan: VictimPlan): Promise<void> {
  const victim = await startVictim(plan);
  process.on('message', ({ call, method, args }: Call) => {
    // The other side calls what there is, with what it takes.
    const run = victim[method] as (...args: readonly never[]) => Promise<unknown>;
    run(...args).then(
      (result) => process.send?.({ call, result }),
      (cause: unknown) => process.send?.({ call, fault: String(cause) }),
    );
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.({ call: 0 });
}

if (require.main === module) void serve(JSON.parse(process.argv[2] ?? '{}'));
