// Builds, then runs one TypeScript program of the project: node scripts/run.mjs scripts/checkFlows.ts [arguments].
// With --built before it the build that is there is used: a running server loads its files from it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const isBuilt = process.argv[2] === '--built';
const [program, ...rest] = process.argv.slice(isBuilt ? 3 : 2);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiled = join(root, 'dist', program.replace(/\.ts$/, '.js'));
if (!isBuilt || !existsSync(compiled)) await build();
process.exit(spawnSync(process.execPath, [compiled, ...rest], { stdio: 'inherit', cwd: root }).status ?? 1);
