import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { type Backup, backUpSqlite, verifyBackup } from '../../../store/sqlite/backup';
import { migrateSqlite, restoreSqlite } from '../../../store/sqlite/restore';
import { SCHEMA_VERSION } from '../../../store/sqlite/schema';
import { openSqliteStore } from '../../../store/sqlite/sqliteStore';
import type { Store } from '../../../store/store';
import { aCommit, aConversation, anEntry, aWorkItem } from '../documents';
import { SCHEMA_1 } from './schema1';

let home: string;
let directory: string;
let into: string;
let opened: Store[] = [];
const clock = () => 1_700_000_000_000;
const open = (at = directory) => {
  const store = openSqliteStore({ directory: at, clock });
  opened.push(store);
  return store;
};
const closeAll = async () => {
  for (const store of opened) await store.close();
  opened = [];
};
const backUp = () => backUpSqlite({ directory, into, clock });
const code = (cause: { code?: string }) => cause.code;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'backup-'));
  directory = join(home, 'data');
  into = join(home, 'backups');
});
afterEach(async () => {
  await closeAll();
  rmSync(home, { recursive: true, force: true });
});

describe('backing up the SQLite store', () => {
  it('copies what is committed while the store is in use, as one sound file with a manifest that says what it is', async () => {
    const store = open();
    await store.commit(aCommit('c1', 0, { transcript: [anEntry(1)], work: [aWorkItem('c1', 'w1')] }));
    const { manifest, manifestPath } = await backUp();
    expect(manifest).toMatchObject({ format: 1, takenAt: clock(), schema: SCHEMA_VERSION });
    expect(manifest.counts).toEqual({ conversations: 1, records: 0, openCases: 0, openCallouts: 1 });
    expect(JSON.parse(readFileSync(manifestPath, 'utf8'))).toEqual(manifest);
    expect(readdirSync(into).sort()).toEqual([manifest.file, basename(manifestPath)]);
    expect(statSync(join(into, manifest.file)).mode & 0o777).toBe(0o600);
    expect(await verifyBackup(manifestPath)).toMatchObject({ manifest });
  });

  it('is of one moment, however much is written meanwhile, and misses nothing committed before', async () => {
    const store = open();
    let version = 0;
    let isWriting = true;
    const writer = (async () => {
      while (isWriting) {
        const entry = anEntry(version + 1, 'x'.repeat(2_000));
        await store.commit(
          aCommit('c1', version, {
            transcript: [entry],
            conversation: aConversation('c1', version + 1, { seq: version + 1 }),
          }),
        );
        version += 1;
      }
    })();
    while (version < 50) await new Promise((resolve) => setTimeout(resolve, 5));
    for (let round = 0; round < 5; round++) {
      const before = version;
      const { manifest } = await backUp();
      const db = new Database(join(into, manifest.file), { readonly: true });
      const row = db.prepare('SELECT version, (SELECT max(last) FROM transcript) AS last FROM conversation').get();
      db.close();
      const { version: copied, last } = row as { version: number; last: number };
      expect(copied).toBe(last);
      expect(copied).toBeGreaterThanOrEqual(before);
    }
    isWriting = false;
    await writer;
    expect(version).toBeGreaterThan(50);
  });

  it('is refused where it could not wait for the disk', async () => {
    await open().commit(aCommit('c1', 0));
    await closeAll();
    const real = Database.prototype.pragma;
    const deaf = jest.spyOn(Database.prototype, 'pragma').mockImplementation(function (
      this: Database.Database,
      ...how
    ) {
      return how[0] === 'synchronous = FULL' ? undefined : real.apply(this, how);
    });
    try {
      await expect(backUp().catch(code)).resolves.toBe('notDurable');
    } finally {
      deaf.mockRestore();
    }
    expect(readdirSync(into)).toEqual([]);
  });

  it('leaves nothing behind that could be taken for a backup when it fails', async () => {
    await expect(backUp().catch(code)).resolves.toBe('absent');
    await open().commit(aCommit('c1', 0));
    await closeAll();
    flip(join(directory, 'store.db'), 30);
    truncateSync(join(directory, 'store.db'), 6_000);
    await expect(backUp().catch(code)).resolves.toMatch(/corrupt|badBackup/);
    expect(readdirSync(into)).toEqual([]);
  });
});

describe('restoring a backup', () => {
  const prepare = async () => {};
  const restore = ({ manifestPath }: Backup, to = join(home, 'new')) =>
    restoreSqlite({ manifestPath, directory: to, prepare });
  const made = async () => {
    const store = open();
    await store.commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1'), aWorkItem('c1', 'w2', { dueAt: 9e12 })] }));
    await store.commit(aCommit('c2', 0, { work: [aWorkItem('c2', 'w3', { status: 'done' })] }));
    return backUp();
  };

  it('gives back every conversation, and every open submission as one whose outcome is unknown', async () => {
    const backup = await made();
    expect(await restore(backup)).toMatchObject({ uncertain: 2 });
    const store = open(join(home, 'new'));
    expect(await store.load('c1')).toEqual({ ...aConversation('c1'), restored: { at: clock(), run: 1 } });
    const claimed = await store.claim({ kinds: ['callout'], now: 1, leaseMs: 1_000, limit: 9 });
    expect(claimed.map(({ id, orphaned }) => [id, orphaned]).sort()).toEqual([
      ['w1', true],
      ['w2', true],
    ]);
    expect(readdirSync(join(home, 'new')).filter((name) => name === 'restoring')).toEqual([]);
  });

  it.each<[string, (path: string, manifestPath: string) => void]>([
    ['one byte of it changed', (path) => flip(path, 5_000)],
    ['it was cut short', (path) => truncateSync(path, statSync(path).size - 4_096)],
    ['something was added', (path) => appendFileSync(path, 'x')],
    ['its file is gone', (path) => rmSync(path)],
    ['its manifest is gone', (_, manifestPath) => rmSync(manifestPath)],
    ['its manifest is cut short', (_, manifestPath) => truncateSync(manifestPath, 40)],
    ['its manifest names a file elsewhere', (_, manifestPath) => edit(manifestPath, { file: '../data/store.db' })],
    ['its manifest has another hash', (_, manifestPath) => edit(manifestPath, { sha256: '0'.repeat(64) })],
  ])('refuses a backup when %s, and leaves no store', async (_, spoil) => {
    const backup = await made();
    spoil(join(into, backup.manifest.file), backup.manifestPath);
    await expect(restore(backup).catch(code)).resolves.toBe('badBackup');
    expect(existsSync(join(home, 'new', 'store.db'))).toBe(false);
  });

  it('brings the staff back, and no session that may have been ended since', async () => {
    const store = open();
    await store.write({ kind: 'staff', id: 'ann', body: { name: 'Anna' } }, 0);
    await store.write({ kind: 'session', id: 's1', body: {}, expiresAt: clock() + 3_600_000 }, 0);
    await restore(await backUp());
    const restored = open(join(home, 'new'));
    expect(await restored.read('staff', 'ann')).toMatchObject({ version: 1 });
    expect(await restored.read('session', 's1')).toBeUndefined();
  });

  it('refuses a damaged database even when its hash is right', async () => {
    const backup = await made();
    const path = join(into, backup.manifest.file);
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4_096, 8_192);
    writeFileSync(path, bytes);
    const { createHash } = await import('node:crypto');
    edit(backup.manifestPath, { sha256: createHash('sha256').update(bytes).digest('hex') });
    await expect(restore(backup).catch(code)).resolves.toMatch(/badBackup|corrupt/);
    expect(existsSync(join(home, 'new', 'store.db'))).toBe(false);
  });

  it('refuses a directory that has a store, or anything it does not know, or an owner', async () => {
    const backup = await made();
    await expect(restore(backup, directory).catch(code)).resolves.toBe('owned');
    await closeAll();
    await expect(restore(backup, directory).catch(code)).resolves.toBe('notEmpty');
    copyFileSync(backup.manifestPath, join(into, 'other.txt'));
    await expect(restore(backup, into).catch(code)).resolves.toBe('notEmpty');
  });

  it('refuses a backup of a newer release', async () => {
    const backup = await made();
    const path = join(into, backup.manifest.file);
    const db = new Database(path);
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    const bytes = readFileSync(path);
    const { createHash } = await import('node:crypto');
    edit(backup.manifestPath, { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length });
    await expect(restore(backup).catch(code)).resolves.toBe('newerSchema');
  });

  it('leaves no store when it is cut off before its last step, and is simply run again', async () => {
    const backup = await made();
    const to = join(home, 'new');
    const cutOff = restoreSqlite({
      manifestPath: backup.manifestPath,
      directory: to,
      prepare: () => Promise.reject(new Error('killed')),
    });
    await expect(cutOff).rejects.toThrow('killed');
    expect(existsSync(join(to, 'store.db'))).toBe(false);
    await restore(backup, to);
    expect(await open(to).load('c2')).toBeDefined();
  });
});

describe('migrating a store', () => {
  const older = () => {
    mkdirSync(directory);
    const db = new Database(join(directory, 'store.db'));
    db.exec(SCHEMA_1);
    db.prepare('INSERT INTO conversation (id, version, body) VALUES (?, 1, ?)').run(
      'c1',
      JSON.stringify(aConversation('c1')),
    );
    db.pragma('user_version = 1');
    db.close();
  };
  const migrate = () => migrateSqlite({ directory, backUpInto: into, clock });

  it('backs up first, then brings the store to today’s schema, and a second time does nothing', async () => {
    older();
    const { from, to, backup } = await migrate();
    expect([from, to, backup?.manifest.schema]).toEqual([1, SCHEMA_VERSION, 1]);
    expect(await open().load('c1')).toEqual(aConversation('c1'));
    await closeAll();
    expect(await migrate()).toEqual({ from: SCHEMA_VERSION, to: SCHEMA_VERSION });
    expect(readdirSync(into)).toHaveLength(2);
  });

  it('keeps the file as it was also when a start migrates it', async () => {
    older();
    open();
    const kept = new Database(join(directory, 'store.db.schema-1'), { readonly: true });
    expect(kept.pragma('user_version', { simple: true })).toBe(1);
    expect(kept.prepare('SELECT id FROM conversation').all()).toEqual([{ id: 'c1' }]);
    kept.close();
  });

  it('refuses a store of a newer release, one in use, and none', async () => {
    await expect(migrate().catch(code)).resolves.toBe('absent');
    open();
    await expect(migrate().catch(code)).resolves.toBe('owned');
    await closeAll();
    const db = new Database(join(directory, 'store.db'));
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    await expect(migrate().catch(code)).resolves.toBe('newerSchema');
    expect(existsSync(into)).toBe(false);
  });
});

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

function edit(manifestPath: string, change: object): void {
  writeFileSync(manifestPath, JSON.stringify({ ...JSON.parse(readFileSync(manifestPath, 'utf8')), ...change }));
}
