// Builds, then runs one TypeScript program of the project: node scripts/run.mjs scripts/checkFlows.ts [arguments].
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const [program, ...rest] = process.argv.slice(2);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
await build();
const compiled = join(root, 'dist', program.replace(/\.ts$/, '.js'));
process.exit(spawnSync(process.execPath, [compiled, ...rest], { stdio: 'inherit', cwd: root }).status ?? 1);
