import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'cosmos-process-'));
const compiled = join(folder, 'index.js');

beforeAll(() => {
  const source = join(__dirname, '../../../sandbox/cosmos/index.ts');
  buildSync({ entryPoints: [source], bundle: true, platform: 'node', outfile: compiled });
});
afterAll(() => rmSync(folder, { recursive: true }));

it('runs as a process of its own, tells its port, and ends on SIGTERM', async () => {
  const child = fork(compiled, ['0'], { cwd: folder, silent: true });
  const [{ port }] = await once(child, 'message');
  const desk = `http://127.0.0.1:${port}/__sandbox/cosmos`;
  expect(await (await fetch(desk)).json()).toMatchObject({ databases: [] });
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await ended)[0]).toBe(0);
});
