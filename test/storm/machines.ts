import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { LedgerEntry } from '../../sandbox/bank/ledger';
import type { Message } from '../../sandbox/twilio/message';

const ROOT = join(__dirname, '..', '..');
/** The built programs, whether this file runs built itself or in a test. */
export const DIST = basename(ROOT) === 'dist' ? ROOT : join(ROOT, 'dist');

/** What the webhooks are signed over; nothing listens there. */
export const PUBLIC_URL = 'https://chat.bank.example';

/** The built product, the sandbox bank and the sandbox Twilio, each a process of its own, as `npm start` runs them. */
export interface Machines {
  readonly port: number;
  readonly dataDirectory: string;
  /** Like pulling the plug on the product: no drain, no goodbye. */
  kill(): Promise<void>;
  /** Starts the product again on the same port and data. */
  restart(): Promise<void>;
  /** Ends the product in an orderly way. */
  stopProduct(): Promise<void>;
  /** What the bank has taken: its own ledger decides how many there are. */
  applications(): Promise<readonly LedgerEntry[]>;
  bankFails(fault: object): Promise<void>;
  /** A switch of the sandbox Twilio. */
  twilio<T = unknown>(path: string, body: object): Promise<T>;
  /** Faults of Twilio that have not happened yet. */
  faultsLeft(): Promise<readonly { readonly at: string; readonly kind: string }[]>;
  /** As a customer's phone sends it; resolves when Twilio has brought it, or has given up. */
  phoneSends(message: PhoneText): Promise<{ readonly delivered: boolean }>;
  /** Every message the sandbox Twilio knows, in the order in which it took them. */
  messages(): readonly Message[];
  stop(): Promise<void>;
}

/** The same sid again is the same message again. */
export interface PhoneText {
  readonly user: string;
  readonly sender: string;
  readonly text: string;
  readonly sid: string;
}

export async function startMachines(environment: Readonly<Record<string, string>> = {}): Promise<Machines> {
  const directory = mkdtempSync(join(tmpdir(), 'storm-'));
  const [dataDirectory, ledger] = [join(directory, 'data'), join(directory, 'twilio.jsonl')];
  const sandbox = (name: string) => join(DIST, 'sandbox', name, 'index.js');
  const bank = await start(sandbox('bank'), { SANDBOX_BANK_STATE_FILE: join(directory, 'bank.jsonl') });
  const twilio = await start(sandbox('twilio'), { SANDBOX_TWILIO_STATE_FILE: ledger });
  const settings = {
    DATA_DIR: dataDirectory,
    PUBLIC_BASE_URL: PUBLIC_URL,
    SANDBOX_BANK_PORT: String(bank.port),
    SANDBOX_TWILIO_PORT: String(twilio.port),
    LOG_LEVEL: 'fatal',
    // The storm shares the cores with the product.
    OVERLOAD_LOOP_DELAY_MS: '60000',
    ...environment,
  };
  const boot = (port: string) => start(join(DIST, 'index.js'), { ...settings, PORT: port }, []);
  const port = await lastingPort();
  let product = await boot(String(port));
  const bankSwitches = `http://127.0.0.1:${bank.port}/__sandbox/bank`;
  const switches = `http://127.0.0.1:${twilio.port}/__sandbox/twilio`;
  const control = <T>(path: string, body: object) => post<T>(switches + path, body);
  return {
    port,
    dataDirectory,
    kill: () => end(product.child, 'SIGKILL'),
    restart: async () => {
      product = await boot(String(port));
    },
    stopProduct: () => end(product.child, 'SIGTERM'),
    applications: async () => {
      const answer = await fetch(`${bankSwitches}/applications`);
      return ((await answer.json()) as { applications: LedgerEntry[] }).applications;
    },
    bankFails: (fault) => post(`${bankSwitches}/faults`, fault),
    twilio: control,
    faultsLeft: async () => {
      const answer = await fetch(`${switches}/faults`);
      return ((await answer.json()) as { faults: { at: string; kind: string }[] }).faults;
    },
    phoneSends: (message) => control('/inbound', { kind: 'text', ...message }),
    messages: () => readMessages(ledger),
    stop: async () => {
      for (const { child } of [product, twilio, bank]) await end(child, 'SIGTERM');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function post<T>(url: string, body: object): Promise<T> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`The sandbox refuses ${url}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Its state file has each change of each message, the newest last. */
function readMessages(file: string): readonly Message[] {
  const messages = new Map<string, Message>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const { message } = (line === '' ? {} : JSON.parse(line)) as { message?: Message };
    if (message !== undefined) messages.set(message.sid, message);
  }
  return [...messages.values()];
}

/**
 * A port below those that the system gives away by itself: one of those could belong to somebody else by the time a
 * killed product starts again.
 */
async function lastingPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, () => resolve(true));
    });
    await new Promise((resolve) => probe.close(resolve));
    if (isFree) return port;
  }
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
}

function start(program: string, environment: Readonly<Record<string, string>>, args = ['0']): Promise<Started> {
  const child = fork(program, args, {
    env: { ...process.env, NODE_ENV: 'test', NODE_OPTIONS: '', ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve({ child, port: (message as { port: number }).port }));
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code} before it listened.`)));
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const impatience = setTimeout(() => child.kill('SIGKILL'), 30_000);
    child.once('exit', () => {
      clearTimeout(impatience);
      resolve();
    });
    child.kill(signal);
  });
}
