import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = resolve(__dirname, '../../../..');

const PROGRAMS = {
  main: () => require.resolve('./main'),
  rotating: () => require.resolve('./rotating'),
  claiming: () => require.resolve('./claiming'),
};

/** Builds the writer program and says how to start it: the real store in a process that can be killed or traced. */
export function buildWriter(
  outputDirectory: string,
  program: keyof typeof PROGRAMS = 'main',
): { readonly script: string; readonly env: NodeJS.ProcessEnv } {
  const script = join(outputDirectory, 'writer.js');
  buildSync({
    entryPoints: [PROGRAMS[program]()],
    outfile: script,
    bundle: true,
    platform: 'node',
    external: ['better-sqlite3'],
    logLevel: 'error',
  });
  return { script, env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules') } };
}
