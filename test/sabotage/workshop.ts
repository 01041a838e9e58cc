import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { listSources } from './sources';
import type { Switch } from './switch';

/** A copy of the source tree in which things may be broken. */
export interface Workshop {
  /** How many tests of a suite pass and fail as things are; `ran` is false when it could not even be loaded. */
  run(suite: Suite): Promise<Run>;
  /** Runs the suite of a switch with its guarantee off, and puts the file back. */
  runWithout(guarantee: Switch): Promise<Run>;
  close(): void;
}

export type Suite = Pick<Switch, 'test' | 'named' | 'built'>;

export interface Run {
  readonly ran: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
}

const PATIENCE_MS = 300_000;

export function openWorkshop(root: string): Workshop {
  const directory = mkdtempSync(join(tmpdir(), 'sabotage-'));
  for (const source of listSources(root)) {
    mkdirSync(dirname(join(directory, source)), { recursive: true });
    cpSync(join(root, source), join(directory, source));
  }
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  let isBuiltAsItStands = false;

  const run = async (suite: Suite): Promise<Run> => {
    if (suite.built && !isBuiltAsItStands) await buildIn(directory);
    isBuiltAsItStands ||= suite.built === true;
    return jest(directory, suite);
  };
  return {
    run,
    runWithout: async (guarantee) => {
      const path = join(directory, guarantee.file);
      const source = readFileSync(path, 'utf8');
      writeFileSync(path, withoutGuarantee(guarantee, source));
      if (guarantee.built) isBuiltAsItStands = false;
      try {
        return await run(guarantee);
      } finally {
        writeFileSync(path, source);
        if (guarantee.built) isBuiltAsItStands = false;
      }
    },
    close: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The file with the guarantee off. Throws when the text it rests on is not there, or there more than once. */
export function withoutGuarantee({ file, find, replace }: Switch, source: string): string {
  const [before, after, ...more] = source.split(find);
  if (after === undefined) throw new Error(`${file} does not have: ${find}`);
  if (more.length > 0) throw new Error(`${file} has more than once: ${find}`);
  return `${before}${replace}${after}`;
}

async function buildIn(directory: string): Promise<void> {
  const { status, output } = await runNode(directory, ['scripts/build.mjs']);
  if (status !== 0) throw new Error(`It does not build:\n${output}`);
}

async function jest(directory: string, { test, named }: Suite): Promise<Run> {
  const results = join(directory, 'results.json');
  rmSync(results, { force: true });
  const options = ['--json', `--outputFile=${results}`, '--runInBand', '--forceExit', ...(named ? ['-t', named] : [])];
  const { output } = await runNode(directory, ['node_modules/jest/bin/jest.js', test, ...options]);
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(results, 'utf8'));
    return { ran: numRuntimeErrorTestSuites === 0, passed: numPassedTests, failed: numFailedTests, output };
  } catch {
    return { ran: false, passed: 0, failed: 0, output };
  }
}

function runNode(directory: string, args: readonly string[]): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NODE_OPTIONS: '', JEST_WORKER_ID: undefined };
    const child = spawn(process.execPath, args, { cwd: directory, env, timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part) => parts.push(part));
    child.stderr.on('data', (part) => parts.push(part));
    child.once('close', (status) => resolve({ status, output: Buffer.concat(parts).toString('utf8') }));
  });
}
