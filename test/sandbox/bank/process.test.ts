import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { createCallouts } from '../../../adapters/callouts';
import { createHttp } from '../../../adapters/http';
import { fullLead } from '../../adapters/callouts/leads';

const folder = mkdtempSync(join(tmpdir(), 'bank-process-'));
const compiled = join(folder, 'index.js');
const stateFile = join(folder, 'ledger.jsonl');

beforeAll(() => {
  const source = join(__dirname, '../../../sandbox/bank');
  buildSync({ entryPoints: [join(source, 'index.ts')], bundle: true, platform: 'node', outfile: compiled });
  cpSync(join(source, 'contract'), join(folder, 'contract'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function start(): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(compiled, ['0'], {
    cwd: folder,
    silent: true,
    env: { ...process.env, SANDBOX_BANK_STATE_FILE: stateFile },
  });
  const [{ port }] = await once(child, 'message');
  return { child, port };
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  const ended = once(child, 'exit');
  child.kill(signal);
  return (await ended)[0];
}

it('runs as a process of its own, ends on SIGTERM, and keeps its ledger through a kill', async () => {
  const first = await start();
  const http = createHttp({ allowedHosts: ['127.0.0.1'] });
  const { application } = createCallouts({
    http,
    connection: () => ({
      baseUrl: `http://127.0.0.1:${first.port}/gcb/api`,
      clientId: 'sandbox-sg',
      clientSecret: 'sandbox-secret-sg',
    }),
    clock: () => 0,
    newUuid: randomUUID,
  });
  const outcome = await application.submit(fullLead('SG'));
  expect(outcome).toMatchObject({ class: 'done' });
  await end(first.child, 'SIGKILL');
  http.close();

  const second = await start();
  const ledger = await (await fetch(`http://127.0.0.1:${second.port}/__sandbox/bank/applications`)).json();
  expect(ledger).toMatchObject({ applications: [{ reference: 'reference' in outcome && outcome.reference }] });
  expect(await end(second.child, 'SIGTERM')).toBe(0);
});
