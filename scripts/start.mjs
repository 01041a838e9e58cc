// `npm start`: builds, then runs the product and, unless SANDBOX=false or in production, the sandbox bank as a process of its own.
import { fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist');
const isProduction = process.env.NODE_ENV === 'production';
// In production the product itself refuses a sandbox; nothing of one is started meanwhile.
const isSandbox = !isProduction && (process.env.SANDBOX || 'true') === 'true';
const dataDirectory = process.env.DATA_DIR || './data';
const children = new Set();
let stopping = false;

process.on('SIGTERM', stop);
// npm keeps a SIGTERM to itself: when it goes, the product goes too, in order.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && stop(), 500).unref();
// Ctrl-C reaches the children by itself.
process.on('SIGINT', () => {
  stopping = true;
});

await build();
if (stopping) process.exit(0);
const bankPort = isSandbox ? await startBank() : undefined;
const port = await start(join(dist, 'index.js'), bankPort ? { SANDBOX_BANK_PORT: String(bankPort) } : {});
if (isSandbox) {
  console.log(`
  Lead capture is running with a fictional bank.

  Open     http://localhost:${port}/            all markets; pick one and chat
  Bank     http://localhost:${port}/__sandbox/bank/applications   what the sandbox bank received
  Data     ${dataDirectory}

  Ctrl-C stops it.
`);
} else {
  console.log(`Lead capture is listening on port ${port}.`);
}

async function startBank() {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const stateFile = process.env.SANDBOX_BANK_STATE_FILE || join(dataDirectory, 'sandbox-bank.jsonl');
  return start(join(dist, 'sandbox', 'bank', 'index.js'), { SANDBOX_BANK_STATE_FILE: stateFile });
}

/** Starts a program and resolves with the port it reports; when it ends, everything ends. */
function start(program, environment) {
  return new Promise((resolve) => {
    const child = fork(program, [], { env: { ...process.env, ...environment } });
    children.add(child);
    child.once('message', ({ port }) => resolve(port));
    child.once('exit', (code) => {
      children.delete(child);
      if (!stopping) process.exitCode = code || 1;
      stop();
    });
  });
}

function stop() {
  if (stopping) return;
  stopping = true;
  for (const child of children) child.kill('SIGTERM');
}
