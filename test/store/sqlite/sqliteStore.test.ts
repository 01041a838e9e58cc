import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createPrivateDirectory } from '../../../store/durableFiles';
import { openDatabaseFile } from '../../../store/sqlite/file';
import { createSqliteStore, openSqliteStore, type SqliteStoreOptions } from '../../../store/sqlite/sqliteStore';
import type { Commit, Store } from '../../../store/store';
import { CLOCK } from '../clock';
import { describeStore } from '../contract';
import { aCommit, aConversation, anEntry, aWorkItem } from '../documents';
import { SCHEMA_1 } from './schema1';

const COMMITTED = { status: 'committed' };
let directory: string;
let opened: Store[] = [];

const open = (options: Partial<SqliteStoreOptions> = {}) => {
  const store = openSqliteStore({ directory, clock: () => CLOCK, ...options });
  opened.push(store);
  return store;
};
const closeAll = async () => {
  for (const store of opened) await store.close();
  opened = [];
};
const file = () => join(directory, 'store.db');
const commitAll = (store: Store, commits: readonly Commit[]) =>
  Promise.allSettled(commits.map((commit) => store.commit(commit)));
const values = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
  outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.code));

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'store-')), 'data');
});
afterEach(async () => {
  await closeAll();
  rmSync(join(directory, '..'), { recursive: true, force: true });
});

describeStore('SQLite store', async () => ({ store: open(), dispose: closeAll }));

describe('opening the SQLite store', () => {
  it('runs at synchronous=FULL on a write-ahead log every time, not only the first', async () => {
    for (const time of [1, 2, 3]) {
      createPrivateDirectory(directory);
      const db = openDatabaseFile(file());
      expect([time, db.pragma('synchronous', { simple: true })]).toEqual([time, 2]);
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
      expect(db.pragma('trusted_schema', { simple: true })).toBe(0);
      expect(db.pragma('cell_size_check', { simple: true })).toBe(1);
      expect(db.pragma('wal_autocheckpoint', { simple: true })).toBe(0);
      db.close();
    }
  });

  it('keeps its files to the owner', async () => {
    await open().commit(aCommit('c1', 0));
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const name of ['store.db', 'store.db-wal', 'owner.lock']) {
      expect([name, statSync(join(directory, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  it('finds everything again after it was closed', async () => {
    await open().commit(aCommit('c1', 0, { inboxKey: 'm1', receipt: 3, transcript: [anEntry(1)] }));
    await closeAll();
    expect(statSync(`${file()}-wal`, { throwIfNoEntry: false })).toBeUndefined();
    const store = open();
    expect(await store.load('c1')).toEqual(aConversation('c1', 1));
    expect(await store.transcript('c1', 0, 9)).toEqual([anEntry(1)]);
    expect(await store.commit(aCommit('c1', 0, { inboxKey: 'm1' }))).toEqual({ status: 'duplicate', receipt: 3 });
  });

  it('makes what the last owner had claimed due at once and says that its outcome is unknown', async () => {
    const first = open();
    await first.commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1'), aWorkItem('c1', 'w2', { dueAt: 900 })] }));
    await first.claim({ kinds: ['callout'], now: 100, leaseMs: 3_600_000, limit: 9 });
    await closeAll();
    const store = open();
    expect(await store.nextDueAt(['callout'])).toBe(0);
    const [taken, ...rest] = await store.claim({ kinds: ['callout'], now: 101, leaseMs: 50, limit: 9 });
    expect(taken).toMatchObject({ id: 'w1', attempts: 2, fence: 2, orphaned: true });
    expect(rest).toEqual([]);
  });

  it('refuses a second owner until the first is gone', async () => {
    open();
    expect(() => open()).toThrow(expect.objectContaining({ code: 'owned', retryable: false }));
    await closeAll();
    expect(() => open()).not.toThrow();
  });

  it('refuses an owner while another process holds it', () => {
    open();
    const script = `new (require('better-sqlite3'))(process.argv[1], { timeout: 0 }).exec('BEGIN EXCLUSIVE')`;
    const other = spawnSync(process.execPath, ['-e', script, join(directory, 'owner.lock')], { encoding: 'utf8' });
    expect(other.status).not.toBe(0);
    expect(other.stderr).toContain('SQLITE_BUSY');
  });

  it('refuses a file from a newer release and leaves it alone', async () => {
    await open().commit(aCommit('c1', 0));
    await closeAll();
    const db = new Database(file());
    db.pragma('user_version = 999');
    db.close();
    expect(() => open()).toThrow(expect.objectContaining({ code: 'newerSchema', retryable: false }));
    expect(() => open()).toThrow(expect.objectContaining({ code: 'newerSchema' }));
  });

  it('brings a file of the first release to today, keeps all of it and lines up its replies', async () => {
    createPrivateDirectory(directory);
    const old = new Database(file());
    old.exec(SCHEMA_1);
    const body = JSON.stringify(aConversation('c1', 4));
    old.prepare('INSERT INTO conversation (pk, id, version, body) VALUES (1, ?, 4, ?)').run('c1', body);
    old.exec(`INSERT INTO inbox VALUES (1, 'm1', 3, 10)`);
    old.prepare('INSERT INTO transcript VALUES (1, 1, ?)').run(JSON.stringify([anEntry(1)]));
    const work = old.prepare(`
      INSERT INTO work (conversation, id, kind, status, due_at, ready_at, attempts, fence, body)
      VALUES (1, ?, ?, ?, 100, ?, 0, 0, '{"step":"submit"}')`);
    work.run('r0', 'reply', 'done', null);
    work.run('w1', 'callout', 'pending', 100);
    for (const id of ['r1', 'r2', 'r3']) work.run(id, 'reply', 'pending', 100);
    old.close();

    const store = open();
    expect(await store.load('c1')).toEqual(aConversation('c1', 4));
    expect(await store.transcript('c1', 0, 9)).toEqual([anEntry(1)]);
    expect(await store.commit(aCommit('c1', 0, { inboxKey: 'm1' }))).toEqual({ status: 'duplicate', receipt: 3 });
    for (const expected of [['w1', 'r1'], ['r2'], ['r3'], []]) {
      const claimed = await store.claim({ kinds: ['callout', 'reply'], now: 100, leaseMs: 50, limit: 9 });
      expect(claimed.map(({ id }) => id)).toEqual(expected);
      for (const { id, fence } of claimed) await store.settle({ conversationId: 'c1', id, fence, status: 'done' });
    }
    expect(await store.identify({ personId: 'P', conversationId: 'c1' })).toBe('c1');
    await closeAll();
    expect(await open().identify({ personId: 'P', conversationId: 'c2' })).toBe('c1');
  });

  it('refuses a file that is not a database', async () => {
    open();
    await closeAll();
    rmSync(file());
    writeFileSync(file(), 'not a database'.repeat(400));
    expect(() => open()).toThrow(expect.objectContaining({ code: 'corrupt', retryable: false }));
  });
});

describe('commits that arrive together', () => {
  it('share one transaction, and none is acknowledged before its end', async () => {
    const events: string[] = [];
    const store = open({ onGroup: (members) => events.push(`group of ${members}`) });
    const commits = Array.from({ length: 16 }, (_, at) => aCommit(`c${at}`, 0));
    await Promise.all(commits.map((commit) => store.commit(commit).then(({ status }) => events.push(status))));
    expect(events).toEqual(['group of 16', ...Array(16).fill('committed')]);
  });

  it('are not visible, and so not acknowledged, before the tick ends', async () => {
    const store = open();
    const committed = store.commit(aCommit('c1', 0));
    expect(await store.load('c1')).toBeUndefined();
    await committed;
    expect(await store.load('c1')).toBeDefined();
  });

  it('do not fail with a neighbour that fails', async () => {
    const store = open();
    await store.commit(aCommit('bad', 0, { transcript: [anEntry(1)] }));
    const outcomes = await commitAll(store, [
      aCommit('c1', 0, { inboxKey: 'm1' }),
      // A transcript position that is taken: a mistake the checks do not look for.
      aCommit('bad', 1, { work: [aWorkItem('bad', 'w1')], transcript: [anEntry(1)] }),
      aCommit('c1', 1, { inboxKey: 'm1' }),
      aCommit('c2', 5),
      aCommit('c3', 0),
    ]);
    expect(values(outcomes)).toEqual([
      COMMITTED,
      'unexpected',
      { status: 'duplicate', receipt: 0 },
      { status: 'conflict' },
      COMMITTED,
    ]);
    expect(await store.load('bad')).toEqual(aConversation('bad', 1));
    expect(await store.work('bad')).toEqual([]);
    expect(store.healthy()).toBe(true);
  });

  it('are all finished by a close', async () => {
    const store = open();
    const outcomes = commitAll(store, [aCommit('c1', 0), aCommit('c2', 0)]);
    await store.close();
    expect(values(await outcomes)).toEqual([COMMITTED, COMMITTED]);
    expect(await open().load('c2')).toBeDefined();
  });
});

describe('what is asked with every message', () => {
  const delivery = { conversationId: 'c1', workId: 'r1', part: 0, sid: 'SM1', status: 'sent', at: 1 } as const;

  it('writes nothing for a person already known or a report already noted', async () => {
    let groups = 0;
    const store = open({
      onGroup: () => {
        groups += 1;
      },
    });
    const ask = () => store.identify({ personId: 'P', number: 'N', conversationId: 'c1' });
    await ask();
    await store.deliver(delivery);
    expect(groups).toBe(2);
    await ask();
    await store.deliver(delivery);
    await store.deliver({ ...delivery, status: 'queued' });
    expect(groups).toBe(2);
  });

  it('finds names, reports and the next reply by an index', async () => {
    open();
    await closeAll();
    const db = new Database(file());
    const plan = (sql: string) =>
      db
        .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => detail)
        .join('; ');
    const replies = `SELECT min(pk) FROM work WHERE conversation = 1 AND kind = 'reply' AND status IN ('pending', 'claimed')`;
    expect(plan(replies)).toContain('work_reply');
    expect(plan(`SELECT 1 FROM identity WHERE conversation = 'c' AND kind = 'person' AND name <> 'P'`)).toContain(
      'identity_person',
    );
    expect(plan('SELECT id FROM conversation WHERE ifnull(attention, 1) = 1 AND pk > 5 ORDER BY pk')).toMatch(
      /^SEARCH conversation USING (COVERING )?INDEX conversation_needing/,
    );
    expect(
      plan('SELECT id FROM conversation WHERE with_bot_since IS NOT NULL ORDER BY with_bot_since DESC LIMIT 9'),
    ).toMatch(/INDEX conversation_with_bot[^;]*$/);
    expect(plan(`SELECT 1 FROM delivery WHERE conversation = 'c' ORDER BY pk`)).toContain('SEARCH');
    db.close();
  });
});

describe('a failing disk', () => {
  it('rejects with a fault that can be retried, keeps nothing, says so in its health, and recovers', async () => {
    createPrivateDirectory(directory);
    const db = openDatabaseFile(file());
    const store = createSqliteStore(db, { clock: () => 1000 }, { instance: 0, release: () => {} });
    opened.push(store);
    await store.commit(aCommit('c1', 0));
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
    const large = aCommit('c1', 1, { inboxKey: 'm1', transcript: [anEntry(1, 'x'.repeat(200_000))] });

    const outcomes = await commitAll(store, [large, aCommit('c1', 1, { inboxKey: 'm2' })]);
    expect(outcomes[0]).toMatchObject({ status: 'rejected', reason: { code: 'full', retryable: true } });
    expect(values(outcomes)[1]).toEqual(COMMITTED);
    expect(store.healthy()).toBe(false);
    expect(await store.load('c1')).toEqual(aConversation('c1', 2));
    expect(await store.transcript('c1', 0, 9)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(store.healthy()).toBe(false);

    db.pragma('max_page_count = 100000');
    await until(() => store.healthy());
    expect(await store.commit({ ...large, ...aCommit('c1', 2) })).toEqual(COMMITTED);
    expect(db.prepare('SELECT count(*) AS rows FROM probe').get()).toEqual({ rows: 0 });
  });

  it('stays unhealthy and takes no more writes once the file is damaged', async () => {
    await open().commit(aCommit('c1', 0));
    await closeAll();
    damage('sqlite_autoindex_conversation_1');
    const store = open();
    await expect(store.commit(aCommit('c1', 1))).rejects.toMatchObject({ code: 'corrupt', retryable: false });
    expect(store.healthy()).toBe(false);
    await expect(store.load('c1')).rejects.toMatchObject({ code: 'corrupt' });
    await expect(store.claim({ kinds: ['timer'], now: 1, leaseMs: 1, limit: 1 })).resolves.toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(store.healthy()).toBe(false);
  });
});

function damage(object: string): void {
  const db = new Database(file());
  const row = db
    .prepare<[string], { rootpage: number }>('SELECT rootpage FROM sqlite_schema WHERE name = ?')
    .get(object);
  db.close();
  const handle = openSync(file(), 'r+');
  writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, ((row?.rootpage ?? 0) - 1) * 4096);
  closeSync(handle);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
