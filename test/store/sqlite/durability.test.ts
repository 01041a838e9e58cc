import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../../store/sqlite/sqliteStore';
import { traced } from '../../support/tracer';
import { aCommit } from '../documents';
import { buildWriter } from './writer';

let directory: string;
let writer: ReturnType<typeof buildWriter>;
const store = () => join(directory, 'data');

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'durability-'));
  writer = buildWriter(directory);
});
beforeEach(() => rmSync(store(), { recursive: true, force: true }));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('has every acknowledged commit after its process was killed in the middle of committing', async () => {
  const child = spawn(process.execPath, [writer.script, store()], { env: writer.env });
  const acknowledged = await killAfter(child, 300);
  await hasAll(acknowledged);
  expect(acknowledged.size).toBe(4);
});

it('has every acknowledged commit of two processes, of which one was killed and the other wrote on', async () => {
  const start = (commits: string) =>
    spawn(process.execPath, [writer.script, store(), commits, 'group'], { env: writer.env });
  const other = start('300');
  const survived = acknowledgedBy(other);
  // Both are at it when one is killed, and the other has most before it.
  const killed = await killAfter(start('Infinity'), 150);
  await hasAll(new Map([...killed, ...(await survived)]));
  expect(other.exitCode).toBe(0);
  expect([killed.size, (await survived).size]).toEqual([4, 4]);
  for (const version of (await survived).values()) expect(version).toBe(300);
});

it('keeps the log of two processes short that write as fast as they can', async () => {
  const writers = [1, 2].map(() =>
    spawn(process.execPath, [writer.script, store(), '1500', 'group'], { env: writer.env }),
  );
  const outputs = await Promise.all(writers.map(outputOf));
  expect(writers.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const sizes = [...outputs.join('').matchAll(/^log (\d+)$/gm)].map(([, bytes]) => Number(bytes));
  expect(Math.max(...sizes)).toBeGreaterThan(8 * 1024 * 1024);
  expect(Math.max(...sizes)).toBeLessThan(32 * 1024 * 1024);
  expect(existsSync(join(store(), 'store.db-wal'))).toBe(false);
}, 60_000);

async function hasAll(acknowledged: ReadonlyMap<string, number>): Promise<void> {
  const reopened = openSqliteStore({ directory: store(), clock: () => 0 });
  for (const [id, version] of acknowledged) {
    const conversation = await reopened.load(id);
    expect(conversation?.version).toBeGreaterThanOrEqual(version);
    const transcript = await reopened.transcript(id, 0, 1_000_000);
    expect(transcript).toHaveLength(conversation?.version ?? -1);
    const again = await reopened.commit(aCommit(id, version - 1, { inboxKey: `m${version - 1}` }));
    expect(again.status).toBe('duplicate');
  }
  await reopened.close();
}

/** Shows the order of system calls; `npm test` sees to it that it is there, or skips what needs it. */
const TRACER = 'strace';

traced('acknowledges a commit only when nothing it wrote to the log is still unsynced, also after a restart', () => {
  const trace = join(directory, 'trace');
  for (const commits of ['3', '20']) {
    rmSync(store(), { recursive: true, force: true });
    seed();
    const calls = 'trace=pwrite64,fdatasync,fsync,write';
    const args = ['-f', '-y', '-s', '16', '-e', calls, '-o', trace, process.execPath, writer.script, store(), commits];
    const run = spawnSync(TRACER, args, { env: writer.env, encoding: 'utf8' });
    expect(run.error).toBeUndefined();
    expect(run.status).toBe(0);
    const { acknowledged, unsynced, syncs } = readTrace(readFileSync(trace, 'utf8'));
    expect(acknowledged).toBe(4 * Number(commits));
    expect(unsynced).toEqual([]);
    // Four conversations commit in step, so each sync carries four of them.
    expect(syncs).toBeLessThan(2 * Number(commits) + 10);
  }
});

it('keeps its log short under steady load, closes it whole and lets the process end', () => {
  const run = spawnSync(process.execPath, [writer.script, store(), '2500'], { env: writer.env, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  expect(run.stdout).toContain('ack a 2500\n');
  expect(run.stdout).toContain('closed');
  const longest = Math.max(...[...run.stdout.matchAll(/^log (\d+)$/gm)].map(([, bytes]) => Number(bytes)));
  expect(longest).toBeGreaterThan(8 * 1024 * 1024);
  expect(longest).toBeLessThan(24 * 1024 * 1024);
  expect(existsSync(join(store(), 'store.db-wal'))).toBe(false);
});

/** An existing file, because SQLite's own default is safe on a new one and not on a reopened one. */
function seed(): void {
  const run = spawnSync(process.execPath, [writer.script, store(), '0'], { env: writer.env });
  expect(run.status).toBe(0);
}

function readTrace(trace: string) {
  let dirty = false;
  const found = { acknowledged: 0, unsynced: [] as string[], syncs: 0 };
  for (const line of trace.split('\n')) {
    if (/pwrite64\(\d+<[^>]*store\.db-wal>/.test(line)) dirty = true;
    if (/f(data)?sync\(\d+<[^>]*store\.db-wal>/.test(line)) {
      dirty = false;
      found.syncs += 1;
    }
    if (!/write\(1<[^>]*>, "ack /.test(line)) continue;
    found.acknowledged += 1;
    if (dirty) found.unsynced.push(line);
  }
  return found;
}

/** Kills the writer without warning after some acknowledgements; the last version acknowledged per conversation. */
function killAfter(child: ChildProcess, acknowledgements: number): Promise<ReadonlyMap<string, number>> {
  let lines = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    lines += chunk.toString('utf8').split('\n').length - 1;
    if (lines > acknowledgements) child.kill('SIGKILL');
  });
  return acknowledgedBy(child);
}

async function acknowledgedBy(child: ChildProcess): Promise<ReadonlyMap<string, number>> {
  const lines = [...(await outputOf(child)).matchAll(/^ack (\w+) (\d+)\n/gm)];
  return new Map(lines.map(([, id = '', version = '']) => [id, Number(version)]));
}

function outputOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}
