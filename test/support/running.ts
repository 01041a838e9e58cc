import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalKms } from '../../store/sealing/kms';
import { openSealedStore } from '../../store/sqlite/sealedStore';
import type { Store } from '../../store/store';

const DIST = join(__dirname, '..', '..', 'dist');

export interface Running {
  readonly url: string;
  readonly dataDirectory: string;
  /** The link of the first invite, as it said it on its console. */
  firstInvite(): string;
  /** Like pulling the plug on the process: no drain, no goodbye. With workers, on the one that leads them. */
  kill(): Promise<void>;
  /** With `WORKERS`: the processes that serve, oldest first. */
  workers(): readonly number[];
  /** SIGTERM, and the code it exits with. */
  terminate(): Promise<number | null>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  applications(): Promise<readonly { reference: string; market: string }[]>;
  fault(fault: object): Promise<void>;
  stop(): Promise<void>;
}

/** The built product, the sandbox bank and the sandbox Twilio, each a process of its own, as `npm start` runs them. */
export async function startRunning(environment: Readonly<Record<string, string>> = {}): Promise<Running> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'lead-capture-'));
  const bank = await start(join(DIST, 'sandbox', 'bank', 'index.js'), ['0'], {});
  const twilio = await start(join(DIST, 'sandbox', 'twilio', 'index.js'), ['0'], {});
  const settings = {
    DATA_DIR: dataDirectory,
    SANDBOX_BANK_PORT: String(bank.port),
    SANDBOX_TWILIO_PORT: String(twilio.port),
    LOG_LEVEL: 'error',
    TOKENS_PER_MINUTE: '10000',
    MESSAGES_PER_MINUTE: '10000',
    // The machine of a test is busy with other tests.
    OVERLOAD_LOOP_DELAY_MS: '60000',
    ...environment,
  };
  const boot = (port: string) => start(join(DIST, 'index.js'), [], { ...settings, PORT: port });
  let server = await boot('0');
  const { port } = server;
  const control = `http://127.0.0.1:${bank.port}/__sandbox/bank`;
  return {
    url: `http://127.0.0.1:${port}`,
    dataDirectory,
    firstInvite: () => server.firstInvite() ?? '',
    kill: async () => {
      await ended(server.child, 'SIGKILL');
    },
    workers: () => childrenOf(server.child.pid),
    terminate: () => ended(server.child, 'SIGTERM'),
    restart: async () => {
      server = await boot(String(port));
    },
    applications: async () => {
      const answer = await fetch(`${control}/applications`);
      const { applications } = (await answer.json()) as { applications: { reference: string; market: string }[] };
      return applications;
    },
    fault: async (fault) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${control}/faults`, { method: 'POST', headers, body: JSON.stringify(fault) });
      if (!answer.ok) throw new Error(`The sandbox bank refused the fault: ${await answer.text()}`);
    },
    stop: async () => {
      await ended(server.child, 'SIGTERM');
      await Promise.all([bank, twilio].map(({ child }) => ended(child, 'SIGTERM')));
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  readonly firstInvite: () => string | undefined;
}

function start(program: string, args: string[], environment: Readonly<Record<string, string>>) {
  const child = fork(program, args, {
    env: { ...process.env, NODE_ENV: 'test', ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let invite: string | undefined;
  child.stderr?.on('data', (said: Buffer) => {
    const link = /http:\S+\/sign-in\/invite#\S+/.exec(said.toString('utf8'))?.[0];
    if (link === undefined) process.stderr.write(said);
    invite = link ?? invite;
  });
  return new Promise<Started>((resolve, reject) => {
    const firstInvite = () => invite;
    child.once('message', (message) => resolve({ child, port: (message as { port: number }).port, firstInvite }));
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code} before it listened.`)));
  });
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}

function childrenOf(pid: number | undefined): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

/** The store of a product that is down, opened with the keys it made for itself. */
export function openStoreOf(directory: string): Promise<Store> {
  const { masterKey } = JSON.parse(readFileSync(join(directory, 'secrets.json'), 'utf8')) as { masterKey: string };
  return openSealedStore({ directory, clock: Date.now, kms: createLocalKms(masterKey) });
}
