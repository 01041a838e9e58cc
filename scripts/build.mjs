// Everything `npm start` runs: the server into dist/ by the TypeScript compiler, the pages by esbuild, desk and studio by Vite, data files beside.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from './buildApp.mjs';
import { buildPages } from './buildPages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, 'dist');

const DATA = [
  'locales',
  'dialogs/flows',
  'dialogs/flowTests',
  'sandbox/bank/contract',
  'sandbox/bank/referenceValues.json',
  'sandbox/twilio/contract',
];

export async function build() {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit', cwd: root });
  for (const data of DATA) {
    if (existsSync(join(root, data))) cpSync(join(root, data), join(out, data), { recursive: true });
  }
  await buildPages(join(out, 'public'));
  await buildApp('desk', join(out, 'public', 'desk'));
  await buildApp('studio', join(out, 'public', 'studio'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
