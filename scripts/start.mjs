// `npm start`: builds, then runs the product and, unless SANDBOX=false or in production, the sandbox bank and Twilio as processes of their own.
import { fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist');
const isProduction = process.env.NODE_ENV === 'production';
// In production the product itself refuses a sandbox; nothing of one is started meanwhile.
const isSandbox = !isProduction && (process.env.SANDBOX || 'true') === 'true';
const dataDirectory = process.env.DATA_DIR || './data';
const workers = workersOf(process.argv.slice(2));
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
const port = await start(join(dist, 'index.js'), { ...(isSandbox ? await startStandIns() : {}), ...workers });
if (isSandbox) {
  console.log(`
  Lead capture is running with a fictional bank.

  Open     http://localhost:${port}/            all markets; pick one and chat
  WhatsApp http://localhost:${port}/sandbox/whatsapp   the WhatsApp journey on a phone in the browser
  Bank     http://localhost:${port}/__sandbox/bank/applications   what the sandbox bank received
  Data     ${dataDirectory}

  Ctrl-C stops it.
`);
} else {
  console.log(`Lead capture is listening on port ${port}.`);
}

/** `--workers N`: as many processes on one port and one store. */
function workersOf(options) {
  const { values } = parseArgs({ args: options, options: { workers: { type: 'string' } } });
  return values.workers === undefined ? {} : { WORKERS: values.workers };
}

/** The stand-ins, and for the product where they listen. */
async function startStandIns() {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const [bank, twilio] = await Promise.all(
    ['bank', 'twilio'].map((name) => {
      const variable = `SANDBOX_${name.toUpperCase()}_STATE_FILE`;
      const stateFile = process.env[variable] || join(dataDirectory, `sandbox-${name}.jsonl`);
      return start(join(dist, 'sandbox', name, 'index.js'), { [variable]: stateFile });
    }),
  );
  return { SANDBOX_BANK_PORT: String(bank), SANDBOX_TWILIO_PORT: String(twilio) };
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
