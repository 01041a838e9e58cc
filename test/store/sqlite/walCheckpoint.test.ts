import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { openDatabaseFile } from '../../../store/sqlite/file';
import { createWalCheckpoint } from '../../../store/sqlite/walCheckpoint';
import type { StoreFault } from '../../../store/storeFault';

let directory: string;
let db: Database.Database;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'checkpoint-'));
  db = openDatabaseFile(join(directory, 'store.db'));
});
afterEach(() => {
  db.close();
  rmSync(directory, { recursive: true, force: true });
});

it('copies nothing back, and says so, where it could not wait for the disk', async () => {
  growLog();
  const fault = await new Promise<StoreFault>((onFault) => {
    const checkpoint = createWalCheckpoint({ db, isShared: false, onFault, driver: deafDriver() });
    for (let commits = 0; commits < 64; commits += 1) checkpoint.committed();
  });
  expect(fault.code).toBe('notDurable');
  expect(fault.message).toContain('synchronous=1');
}, 20_000);

it('copies back what grew too long otherwise', async () => {
  growLog();
  const faults: StoreFault[] = [];
  const checkpoint = createWalCheckpoint({ db, isShared: false, onFault: (fault) => void faults.push(fault) });
  for (let commits = 0; commits < 64; commits += 1) checkpoint.committed();
  await checkpoint.stop();
  expect(faults).toEqual([]);
  // What is copied back already is written over from its start: the log does not grow.
  db.exec('INSERT INTO probe VALUES (zeroblob(1))');
  const [state] = db.pragma('wal_checkpoint(PASSIVE)') as readonly { readonly log: number }[];
  expect(state?.log).toBeLessThan(100);
}, 20_000);

function growLog(): void {
  const fill = db.prepare('INSERT INTO probe VALUES (zeroblob(1048576))');
  for (let count = 0; count < 10; count += 1) fill.run();
}

/** The real one, over which somebody set what is asked for back. */
function deafDriver(): string {
  const path = join(directory, 'driver.js');
  const real = JSON.stringify(require.resolve('better-sqlite3'));
  const deaf = `(how, ...more) => (how === 'synchronous = FULL' ? undefined : db.constructor.prototype.pragma.call(db, how, ...more))`;
  writeFileSync(
    path,
    `module.exports = function (...args) {
      const db = new (require(${real}))(...args);
      db.pragma('synchronous = NORMAL');
      db.pragma = ${deaf};
      return db;
    };`,
  );
  return path;
}
