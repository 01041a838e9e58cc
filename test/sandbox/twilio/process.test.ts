import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'twilio-process-'));
const compiled = join(folder, 'index.js');

/** Nobody listens there. */
const TARGET = { deliverTo: 'http://127.0.0.1:9', publicUrl: 'https://chat.larkfield.example' };

beforeAll(() => {
  const source = join(__dirname, '../../../sandbox/twilio');
  buildSync({ entryPoints: [join(source, 'index.ts')], bundle: true, platform: 'node', outfile: compiled });
  cpSync(join(source, 'contract'), join(folder, 'contract'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

it('runs as a process of its own, tells its port, keeps its messages and its target, and ends on SIGTERM', async () => {
  const env = { ...process.env, SANDBOX_TWILIO_STATE_FILE: join(folder, 'state.jsonl') };
  for (const known of [0, 1]) {
    const child = fork(compiled, ['0'], { cwd: folder, silent: true, env });
    const [{ port }] = await once(child, 'message');
    const desk = `http://127.0.0.1:${port}/__sandbox/twilio`;
    const before = (await (await fetch(desk)).json()) as { webhook?: object };
    expect(before).toMatchObject({ messages: known });
    // Where webhooks go was told to the first process alone.
    expect(before.webhook).toEqual(known === 0 ? undefined : { ...TARGET, fragment: '' });
    if (known === 0) await fetch(`${desk}/webhook`, { method: 'POST', body: JSON.stringify(TARGET) });
    const body = JSON.stringify({ user: 'whatsapp:+6581234567', sender: 'whatsapp:+15550100001', kind: 'text' });
    const sent = await (await fetch(`${desk}/inbound`, { method: 'POST', body })).json();
    expect(sent).toMatchObject({ delivered: false, status: 0 });
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
  }
});
