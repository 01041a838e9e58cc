import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBackups } from '../../bot/backups';
import type { LogLine } from '../../bot/telemetry';
import { verifyBackup } from '../../store/sqlite/backup';
import { openSqliteStore } from '../../store/sqlite/sqliteStore';
import type { Store } from '../../store/store';
import { aCommit } from '../store/documents';

const MINUTE = 60_000;
let home: string;
let into: string;
let store: Store;
let lines: LogLine[];
let now: number;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'backups-'));
  into = join(home, 'backups');
  store = openSqliteStore({ directory: join(home, 'data'), clock: () => 1 });
  await store.commit(aCommit('c1', 0));
  lines = [];
  now = Date.now();
});
afterEach(async () => {
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

/** One start of the server, which looks once. */
async function look(kept = 3): Promise<void> {
  const keep = (line: LogLine) => void lines.push(line);
  const log = { info: keep, error: keep };
  const clock = () => now;
  const backups = createBackups({ directory: join(home, 'data'), into, everyMs: 15 * MINUTE, kept, clock, log });
  backups.start();
  await backups.stop();
}
const manifests = () =>
  readdirSync(into)
    .filter((name) => name.endsWith('.json'))
    .sort();
const age = (minutes: number) => {
  for (const name of manifests()) utimesSync(join(into, name), new Date(now), new Date(now - minutes * MINUTE));
};

it('takes one when none is there or the newest is old enough, also over restarts, and each is whole', async () => {
  await look();
  await look();
  expect(manifests()).toHaveLength(1);
  age(14);
  await look();
  expect(manifests()).toHaveLength(1);
  age(16);
  now += 1_000;
  await look();
  expect(manifests()).toHaveLength(2);
  for (const name of manifests()) expect((await verifyBackup(join(into, name))).manifest.counts.conversations).toBe(1);
});

it('keeps as many as asked, the newest, and nothing else of the directory goes', async () => {
  for (let count = 0; count < 5; count += 1) {
    now += 16 * MINUTE;
    await look(2);
    age(16);
  }
  expect(readdirSync(into)).toHaveLength(4);
  expect(lines.map(({ event }) => event)).toEqual(Array(5).fill('backup.taken'));
});

it('does not wait for a backup from the future, and tells of one that failed', async () => {
  await look();
  age(-3 * 24 * 60);
  now += 1_000;
  await look();
  expect(manifests()).toHaveLength(2);
  age(16);
  rmSync(join(home, 'data', 'store.db'));
  await look();
  expect(lines.at(-1)?.event).toBe('backup.failed');
});
