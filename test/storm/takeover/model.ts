import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../storm';

/** Sources are not copied into the build: the storm runs from the project's directory. */
const MODEL = join(process.cwd(), 'test', 'models', 'takeover.pml');

/** Every state of the model, by Debian's `spin` and a C compiler; and that two models without a guard are refuted. */
export function checkModel(): readonly Finding[] {
  const whole = explore([]);
  return [
    {
      promise: 'no state of the model breaks I1–I4, I6 or I7',
      isKept: whole.errors === 0 && whole.isComplete,
      seen: whole.seen,
    },
    ...['NO_CAS', 'NO_FENCE'].map((guard) => {
      const naive = explore([`-D${guard}`]);
      return { promise: `the model with ${guard} is refuted`, isKept: (naive.errors ?? 0) > 0, seen: naive.seen };
    }),
  ];
}

interface Explored {
  /** Undefined: it could not be explored. */
  readonly errors?: number;
  readonly isComplete: boolean;
  readonly seen: string;
}

function explore(definitions: readonly string[]): Explored {
  const directory = mkdtempSync(join(tmpdir(), 'model-'));
  const run = (command: string, ...args: readonly string[]) =>
    spawnSync(command, args, { cwd: directory, encoding: 'utf8' });
  try {
    if (run('spin', '-V').error) return { isComplete: false, seen: 'spin is not here: apt-get install spin gcc' };
    run('spin', '-a', ...definitions, MODEL);
    run('gcc', '-w', '-O2', '-DSAFETY', '-DCOLLAPSE', '-o', 'pan', 'pan.c');
    const { stdout } = run(join(directory, 'pan'), '-m500000');
    const errors = /errors: (\d+)/.exec(stdout)?.[1];
    const states = /(\S+) states, stored/.exec(stdout)?.[1];
    const isComplete = errors !== undefined && !/not completed|max search depth too small/.test(stdout);
    if (errors === undefined) return { isComplete: false, seen: 'the model could not be explored' };
    return { errors: Number(errors), isComplete, seen: `${states} states, ${errors} errors` };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
