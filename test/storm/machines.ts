import { type ChildProcess, fork } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { LedgerEntry } from '../../sandbox/bank/ledger';
import type { Message } from '../../sandbox/twilio/message';
import type { Bubble } from '../support/testTwilio';
import { fetchSoon, inTime } from './patience';
import { readPhoneLedger } from './phoneLedger';
import type { Point } from './points';
import type { Trace } from './probe';

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
  /** Starts the product again on the same port and data, with these settings besides from now on. */
  restart(settings?: Settings): Promise<void>;
  /** The product once more, beside the first: a port and a data directory of its own, everything else the same. */
  another(): Promise<AnotherProduct>;
  /** Ends the product in an orderly way. */
  stopProduct(): Promise<void>;
  /** The id of the product's first process. */
  pid(): number;
  /** Ids of the product's processes that live now, the first one's before all. */
  processes(): readonly number[];
  /** Resolves when the product's first process has ended, however it did. */
  ended(): Promise<void>;
  /** How its first process ended, each time; and how many milliseconds each start took until it listened. */
  readonly exits: readonly Exit[];
  readonly startsMs: readonly number[];
  /** What the bank has taken: its own ledger decides how many there are. */
  applications(): Promise<readonly LedgerEntry[]>;
  bankFails(fault: object): Promise<void>;
  /** A switch of the sandbox Twilio. */
  twilio<T = unknown>(path: string, body: object): Promise<T>;
  /** Faults of Twilio that have not happened yet. */
  faultsLeft(): Promise<readonly { readonly at: string; readonly kind: string }[]>;
  /** As a customer's phone sends it; resolves when Twilio has brought it, or has given up. */
  phoneSends(message: PhoneText): Promise<{ readonly delivered: boolean }>;
  /** The same for any kind of message: the status it was answered with, 0 when Twilio gave up. */
  brings(message: object): Promise<number>;
  /** What a phone shows that is new or changed after this count. */
  shows(user: string, sender: string, after: number): Promise<{ messages: readonly Bubble[]; next: number }>;
  /** Every message the sandbox Twilio knows, in the order in which it took them. */
  messages(): readonly Message[];
  readonly probe: Probe;
  /** All that the product printed, where it is kept. */
  printed(): string;
  /** Where a storm may put its own things; gone in the end. */
  readonly directory: string;
  stop(): Promise<void>;
}

/** It ends with the machines. */
export interface AnotherProduct {
  readonly port: number;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export type Settings = Readonly<Record<string, string>>;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What `probe.ts` does inside the product, as seen from outside. */
export interface Probe {
  /** The next process that comes to this point dies there, or stands still until somebody wakes it. */
  arm(point: Point, order?: 'die' | 'stop'): void;
  /** From now on nobody dies of it; true when somebody has. */
  disarm(): boolean;
  isArmed(): boolean;
  trace(): readonly Trace[];
}

export interface MachinesOptions {
  /** The product runs with `probe.ts` in it. */
  readonly isProbed?: boolean;
  /** What it prints is kept. */
  readonly isPrinting?: boolean;
  /** Of the command line. */
  readonly args?: readonly string[];
  /** Where its data lies; by default in a place of its own that is gone in the end. */
  readonly dataDirectory?: string;
  /** A program with its arguments that becomes the product's process: what it was started by stays its parent. */
  readonly launcher?: readonly string[];
  /** Directories with a built product each: every start of one takes the next, so that releases run side by side. */
  readonly releases?: readonly [string, ...string[]];
}

/** The same sid again is the same message again. */
export interface PhoneText {
  readonly user: string;
  readonly sender: string;
  readonly text: string;
  readonly sid: string;
}

export async function startMachines(environment: Settings = {}, options: MachinesOptions = {}): Promise<Machines> {
  const directory = mkdtempSync(join(tmpdir(), 'storm-'));
  const [ledger, log] = [join(directory, 'twilio.jsonl'), join(directory, 'product.log')];
  const dataDirectory = options.dataDirectory ?? join(directory, 'data');
  const sandbox = (name: string) => join(DIST, 'sandbox', name, 'index.js');
  const bank = await start(sandbox('bank'), { SANDBOX_BANK_STATE_FILE: join(directory, 'bank.jsonl') });
  const twilio = await start(sandbox('twilio'), { SANDBOX_TWILIO_STATE_FILE: ledger });
  const port = await lastingPort();
  let settings: Settings = {
    DATA_DIR: dataDirectory,
    PUBLIC_BASE_URL: PUBLIC_URL,
    SANDBOX_BANK_PORT: String(bank.port),
    SANDBOX_TWILIO_PORT: String(twilio.port),
    LOG_LEVEL: 'fatal',
    // The storm shares the cores with the product.
    OVERLOAD_LOOP_DELAY_MS: '60000',
    // Its customers write faster than people do, and what they write is brought many times over.
    MESSAGES_PER_MINUTE: '100000',
    ...(options.isProbed && { STORM_PROBE: directory }),
    ...environment,
    PORT: String(port),
  };
  const execArgv = options.isProbed ? ['-r', join(DIST, 'test', 'storm', 'probe.js')] : [];
  const output = options.isPrinting ? openSync(log, 'a') : undefined;
  const [exits, startsMs]: [Exit[], number[]] = [[], []];
  const nextProduct = inTurn(options.releases ?? [DIST]);
  const boot = async () => {
    const begun = performance.now();
    const onExit = (exit: Exit) => void exits.push(exit);
    const how = { args: options.args ?? [], execArgv, launcher: options.launcher, output, onExit };
    const started = await start(nextProduct(), settings, how).catch((cause: Error) => {
      throw new Error(`${cause.message} Its last words: ${lastLinesOf(log)}`, { cause });
    });
    startsMs.push(Math.round(performance.now() - begun));
    return started;
  };
  let product = await boot().catch(async (cause: unknown) => {
    for (const { child } of [twilio, bank]) await end(child, 'SIGTERM');
    throw cause;
  });
  const others: AnotherProduct[] = [];
  const bankSwitches = `http://127.0.0.1:${bank.port}/__sandbox/bank`;
  const switches = `http://127.0.0.1:${twilio.port}/__sandbox/twilio`;
  const control = <T>(path: string, body: object) => post<T>(switches + path, body);
  return {
    port,
    dataDirectory,
    directory,
    exits,
    startsMs,
    probe: createProbe(directory),
    printed: () => (existsSync(log) ? readFileSync(log, 'utf8') : ''),
    kill: () => end(product.child, 'SIGKILL'),
    restart: async (more = {}) => {
      settings = { ...settings, ...more };
      product = await boot();
    },
    another: async () => {
      const own = { DATA_DIR: join(directory, `data-${others.length}`), PORT: String(await lastingPort()) };
      const onExit = (exit: Exit) => void exits.push(exit);
      const begin = () => start(nextProduct(), { ...settings, ...own }, { args: [], output, onExit });
      let other = await begin();
      const another: AnotherProduct = {
        port: other.port,
        kill: () => end(other.child, 'SIGKILL'),
        restart: async () => {
          other = await begin();
        },
        stop: () => end(other.child, 'SIGTERM'),
      };
      others.push(another);
      return another;
    },
    stopProduct: () => end(product.child, 'SIGTERM'),
    pid: () => product.child.pid ?? 0,
    processes: () => (hasEnded(product.child) ? [] : familyOf(product.child.pid ?? 0)),
    ended: () => whenEnded(product.child),
    applications: async () => {
      const answer = await fetchSoon(`${bankSwitches}/applications`);
      return ((await answer.json()) as { applications: LedgerEntry[] }).applications;
    },
    bankFails: (fault) => post(`${bankSwitches}/faults`, fault),
    twilio: control,
    faultsLeft: async () => {
      const answer = await fetchSoon(`${switches}/faults`);
      return ((await answer.json()) as { faults: { at: string; kind: string }[] }).faults;
    },
    phoneSends: (message) => control('/inbound', { kind: 'text', ...message }),
    brings: async (message) => {
      const { delivered, status } = await control<{ delivered: boolean; status: number }>('/inbound', message);
      return delivered ? 200 : status;
    },
    shows: async (user, sender, after) => {
      const query = new URLSearchParams({ user, sender, after: String(after) });
      return (await (await fetchSoon(`${switches}/messages?${query}`)).json()) as { messages: Bubble[]; next: number };
    },
    messages: () => readPhoneLedger(ledger),
    stop: async () => {
      for (const other of others) await other.stop();
      for (const { child } of [product, twilio, bank]) await end(child, 'SIGTERM');
      // STORM_KEEP: for whoever looks at what a storm broke.
      if (process.env.STORM_KEEP === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The product of one release after the other. */
function inTurn(releases: readonly [string, ...string[]]): () => string {
  let starts = 0;
  return () => join(releases[starts++ % releases.length] ?? releases[0], 'index.js');
}

export function createProbe(directory: string): Probe {
  const [doom, trace] = [join(directory, 'doom'), join(directory, 'trace.jsonl')];
  return {
    arm(point, order = 'die') {
      // Whole at once, or a process might read half of it.
      writeFileSync(`${doom}.part`, `${order} ${point}`);
      renameSync(`${doom}.part`, doom);
    },
    disarm() {
      try {
        unlinkSync(doom);
        return false;
      } catch {
        return true;
      }
    },
    isArmed: () => existsSync(doom),
    trace: () => (existsSync(trace) ? linesOf<Trace>(trace) : []),
  };
}

/** A process and those it has started. */
function familyOf(pid: number): readonly number[] {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
  return [pid, ...children.map(Number)];
}

/** What follows the name of the program, which may hold anything, in parentheses: the state and the parent. */
function parentOf(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return 0;
  }
}

function linesOf<T>(file: string): readonly T[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

async function post<T>(url: string, body: object): Promise<T> {
  const answer = await fetchSoon(url, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`The sandbox refuses ${url}: ${await answer.text()}`);
  return (await answer.json()) as T;
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

interface How {
  readonly args: readonly string[];
  readonly execArgv?: readonly string[];
  readonly launcher?: readonly string[] | undefined;
  /** A file what it prints goes to. */
  readonly output?: number | undefined;
  readonly onExit?: (exit: Exit) => void;
}

function start(program: string, environment: Settings, how: How = { args: ['0'] }): Promise<Started> {
  const [launcher, ...launching] = how.launcher ?? [];
  const child = fork(program, how.args, {
    ...(launcher === undefined ? {} : { execPath: launcher }),
    env: { ...process.env, NODE_ENV: 'test', NODE_OPTIONS: '', ...environment },
    execArgv: [...(launcher === undefined ? [] : [...launching, process.execPath]), ...(how.execArgv ?? [])],
    stdio: ['ignore', how.output ?? 'ignore', how.output ?? 'inherit', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', (code, signal) => {
    process.off('exit', kill);
    how.onExit?.({ code, signal });
  });
  const listening = new Promise<Started>((resolve, reject) => {
    child.once('message', (message) => resolve({ child, port: (message as { port: number }).port }));
    child.once('exit', (code, signal) =>
      reject(new Error(`${program} ended with ${code ?? signal} before it listened.`)),
    );
  });
  return inTime(`${program} does not listen`, listening).catch((cause: unknown) => {
    kill();
    throw cause;
  });
}

function lastLinesOf(log: string): string {
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-3).join(' ') : 'not kept';
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function whenEnded(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return Promise.resolve();
  const ending = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return inTime(`process ${child.pid} does not end`, ending);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  const impatience = setTimeout(() => child.kill('SIGKILL'), 30_000);
  child.kill(signal);
  await whenEnded(child);
  clearTimeout(impatience);
}
