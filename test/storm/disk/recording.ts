import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Image } from './simulatedDisk';
import { RECORDED, readSystemCalls, type SystemCall } from './systemCalls';

/** A program's life as the kernel saw it: what was on the disk before, and every call that changed it. */
export interface Recording {
  /** All paths are under it. */
  readonly root: string;
  readonly start: Image;
  readonly calls: readonly SystemCall[];
}

/** A bundled program that runs from anywhere. */
export interface Program {
  readonly script: string;
  readonly env: NodeJS.ProcessEnv;
}

const BUILT = resolve(__dirname, '../../..');
const ROOT = basename(BUILT) === 'dist' ? resolve(BUILT, '..') : BUILT;

/** `sabotage` changes a source file on the way: the proof that a test sees what it is for. */
export async function bundle(
  entry: string,
  into: string,
  sabotage?: { readonly file: RegExp; readonly change: (source: string) => string },
): Promise<Program> {
  const script = join(into, `${basename(entry).replace(/\.[tj]s$/, '')}.js`);
  const plugin = sabotage && {
    name: 'sabotage',
    setup: ({ onLoad }: import('esbuild').PluginBuild) =>
      onLoad({ filter: sabotage.file }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        const contents = sabotage.change(source);
        if (contents === source) throw new Error(`Nothing was changed in ${path}.`);
        return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
      }),
  };
  await build({
    entryPoints: [entry],
    outfile: script,
    bundle: true,
    platform: 'node',
    external: ['better-sqlite3'],
    logLevel: 'error',
    plugins: plugin ? [plugin] : [],
  });
  return {
    script,
    env: { ...process.env, NODE_OPTIONS: '', UV_USE_IO_URING: '0', NODE_PATH: join(ROOT, 'node_modules') },
  };
}

/** Runs a program in `root` and records what it does there. */
export function record({ script, env }: Program, args: readonly string[], root: string): Recording {
  const start = imageOf(root);
  const trace = `${root}.trace`;
  const options = ['-f', '--seccomp-bpf', '-xx', '-s', '67108864', '-e', `trace=${RECORDED}`, '-o', trace];
  const run = spawnSync('strace', [...options, process.execPath, script, ...args], { env, encoding: 'utf8' });
  if (run.error !== undefined || run.status !== 0) {
    throw new Error(
      `The recording failed: ${run.error?.message ?? run.stderr}. It needs strace (apt-get install strace).`,
    );
  }
  const calls = readSystemCalls(trace);
  rmSync(trace);
  return { root, start, calls };
}

export function imageOf(root: string): Image {
  const image = new Map<string, Buffer | undefined>();
  const visit = (directory: string) => {
    for (const name of readdirSync(directory)) {
      const path = join(directory, name);
      const isDirectory = statSync(path).isDirectory();
      image.set(path, isDirectory ? undefined : readFileSync(path));
      if (isDirectory) visit(path);
    }
  };
  if (!existsSync(root)) mkdirSync(root, { recursive: true });
  visit(root);
  return image;
}
