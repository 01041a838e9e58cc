import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { exitCodeOf } from '../../bot/endOnFault';
import { StoreFault } from '../../store/storeFault';

/** In a process of its own: what is tried here ends one. */
describe('a fault that nobody caught', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fault-'));
  const root = resolve(__dirname, '../..');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (fault: string) => {
    const outfile = join(folder, 'main.js');
    const contents = `
      import { endOnFault } from './bot/endOnFault';
      import { createLog } from './bot/telemetry';
      endOnFault(process, createLog('error'));
      setInterval(() => undefined, 1_000);
      ${fault}
      setTimeout(() => { console.log('lives on'); process.exit(0); }, 500);`;
    const stdin = { contents, resolveDir: root, loader: 'ts' } as const;
    buildSync({ stdin, outfile, bundle: true, platform: 'node', logLevel: 'error' });
    const { status, stdout, stderr } = spawnSync(process.execPath, [outfile], { encoding: 'utf8' });
    return { status, lines: stdout.trim().split('\n'), stderr };
  };

  it.each([
    ['process.rejection', "void Promise.reject(new TypeError('about Mei Tan, 8123 4567'));"],
    ['process.fault', "setTimeout(() => { throw Object.assign(new TypeError('about Mei Tan'), { code: 'E_X' }); });"],
    ['process.rejection', "void Promise.reject('Mei Tan');"],
  ])('ends the process with code 1 and one line that quotes nobody: %s', (event, fault) => {
    const { status, lines, stderr } = run(fault);
    expect(lines.filter((line) => line.includes(event))).toHaveLength(1);
    expect(lines.join('')).not.toMatch(/Mei Tan|\b8123\b|lives on/);
    expect([status, lines.length, stderr]).toEqual([1, 1, '']);
  });
});

describe('a start that failed', () => {
  it.each([
    ['a full disk, which may be well at the next try', new StoreFault('full'), 1],
    ['a key service that is away', new StoreFault('keysUnreachable'), 1],
    ['a directory that is another one’s', new StoreFault('owned'), 78],
    ['a wrong key', new StoreFault('wrongKey'), 78],
    ['whatever else', new Error('BANK_CONFIG is missing'), 78],
  ])('says whether to try again: %s', (_, cause, code) => {
    expect(exitCodeOf(cause)).toBe(code);
  });
});
