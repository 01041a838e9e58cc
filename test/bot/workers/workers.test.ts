import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../storm/disk/recording';

const directory = mkdtempSync(join(tmpdir(), 'workers-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('a leader and its workers outlive a word to one that was killed, and end in order', async () => {
  const { script, env } = await bundle(join(__dirname, 'program.ts'), directory);
  const run = spawnSync(process.execPath, [script], { env, encoding: 'utf8', timeout: 60_000 });
  expect(run.stderr).toBe('');
  expect(run.stdout).toBe('port 1\nthe leader lives\n');
  expect(run.status).toBe(0);
}, 90_000);

it('leaves no customer waiting with a connection that only a killed worker knew of', async () => {
  const { script, env } = await bundle(join(__dirname, 'handedOver.ts'), directory);
  const run = spawnSync(process.execPath, [script], { env, encoding: 'utf8', timeout: 60_000 });
  expect(run.stderr).toBe('');
  expect(run.stdout).toBe('reset reset reset reset\n');
}, 90_000);
