import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createLocalKms, type Kms } from '../../../store/sealing/kms';
import { openSealedStore, type SealedStore, type SealedStoreOptions } from '../../../store/sqlite/sealedStore';
import { openSqliteStore } from '../../../store/sqlite/sqliteStore';
import type { StoreFault } from '../../../store/storeFault';
import { CLOCK } from '../clock';
import { describeStore } from '../contract';
import { aCase, aCommit, aConversation, anEntry, aWorkItem } from '../documents';
import { erases } from '../erasureContract';
import { SCHEMA_1 } from './schema1';

const KEY = 'k'.repeat(43);
const CORRUPT = { code: 'corrupt', retryable: false, isOfOneRow: true };
const CLAIM = { kinds: ['callout'], now: 1000, leaseMs: 50, limit: 9 } as const;
const CANARIES = [
  'Yamada-Hanako',
  '+6591234567',
  'hanako@example.org',
  'callout-canary',
  'case-canary',
  'notice-canary',
];

let directory: string;
let opened: SealedStore[] = [];
let damage: StoreFault[] = [];

const open = async (options: Partial<SealedStoreOptions> = {}) => {
  const onDamage = (fault: StoreFault) => void damage.push(fault);
  const store = await openSealedStore({
    directory,
    clock: () => CLOCK,
    kms: createLocalKms(KEY),
    onDamage,
    ...options,
  });
  opened.push(store);
  return store;
};
const closeAll = async () => {
  for (const store of opened) await store.close();
  opened = [];
};
const reopen = async (options: Partial<SealedStoreOptions> = {}) => {
  await closeAll();
  return open(options);
};
const file = (end = '') => join(directory, `store.db${end}`);

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'sealed-')), 'data');
  damage = [];
});
afterEach(async () => {
  await closeAll();
  rmSync(join(directory, '..'), { recursive: true, force: true });
});

describeStore('sealed SQLite store', async () => ({ store: await open(), dispose: closeAll }));

describe('erasing from the sealed store', () => {
  let store: SealedStore;
  beforeEach(async () => {
    store = await open();
  });
  erases(() => store);
});

describe('erasing from the store in the clear', () => {
  let store: ReturnType<typeof openSqliteStore>;
  beforeEach(() => {
    store = openSqliteStore({ directory, clock: () => CLOCK });
  });
  afterEach(() => store.close());
  erases(() => store);
});

/** A lead with a canary in every body. */
const lead = (id: string) =>
  aCommit(id, 0, {
    inboxKey: 'm1',
    conversation: aConversation(id, 1, { userId: CANARIES[0] ?? '' }),
    transcript: [anEntry(1, CANARIES[1]), anEntry(2, CANARIES[2])],
    records: [
      { ...aCase(id, 'k1'), body: { ...caseBody, reason: CANARIES[4] ?? '' } } as ReturnType<typeof aCase>,
      { id: 'n1', conversationId: id, at: 1, kind: 'notice', body: { sha256: 's', text: CANARIES[5] ?? '' } },
    ],
    work: [aWorkItem(id, 'w1', { body: { say: CANARIES[3] } }), aWorkItem(id, 't1', { kind: 'timer', dueAt: 9e9 })],
  });
const caseBody = { status: 'open', workId: 'w1', market: 'SG', reason: '', evidence: {} } as const;

describe('what lies on the disk', () => {
  const bytes = () => ['', '-wal', '-shm'].map((end) => readFileSync(file(end), 'latin1')).join('');

  it('holds nothing that a customer said or is', async () => {
    const store = await open();
    await store.commit(lead('c1'));
    await store.commit(aCommit('c1', 1, { transcript: [anEntry(3, CANARIES[0])] }));
    expect(statSync(file('-wal')).size).toBeGreaterThan(0);
    expect(CANARIES.filter((canary) => bytes().includes(canary))).toEqual([]);
    expect(bytes()).toContain('c1');
    await closeAll();
    expect(CANARIES.filter((canary) => readFileSync(file(), 'latin1').includes(canary))).toEqual([]);
  });

  it('has no copy of a key that was destroyed, however the file has grown', async () => {
    const store = await open();
    const ids = Array.from({ length: 250 }, (_, at) => `c${at}`);
    await Promise.all(ids.map((id) => store.commit(lead(id))));
    for (let version = 1; version < 12; version += 1) {
      for (const id of ['c1', 'c2', 'c3']) {
        await store.commit(aCommit(id, version, { transcript: [anEntry(version + 9, 'x'.repeat(version * 90))] }));
      }
    }
    const wrapped = keysOnDisk();
    const copies = () => {
      const there = bytes();
      return new Set([...wrapped].filter(([, key]) => there.includes(key)).map(([id]) => id));
    };
    expect(copies().size).toBe(250);
    const erased = ['c0', 'c2', 'c40', 'c41', 'c42', 'c100', 'c249'];
    for (const id of erased) await store.erase(id);
    expect(statSync(file('-wal')).size).toBe(0);
    expect(erased.filter((id) => copies().has(id))).toEqual([]);
    expect(copies().size).toBe(250 - erased.length);
    expect(await (await reopen()).load('c3')).toMatchObject({ version: 12 });
    expect(copies().size).toBe(250 - erased.length);
  });

  function keysOnDisk(): ReadonlyMap<string, string> {
    const db = new Database(file(), { readonly: true });
    const rows = db
      .prepare<[], { id: string; wrapped: Buffer }>(
        'SELECT id, wrapped FROM data_key JOIN conversation ON pk = conversation',
      )
      .all();
    db.close();
    return new Map(rows.map(({ id, wrapped }) => [id, wrapped.toString('latin1')]));
  }
});

describe('the keys', () => {
  it('are asked for at opening: wrong ones are refused, and nothing is changed', async () => {
    await (await open()).commit(lead('c1'));
    await closeAll();
    const before = readFileSync(file());
    const refused = { code: 'wrongKey', retryable: false, message: expect.stringContaining('MASTER_KEY') };
    await expect(open({ kms: createLocalKms('w'.repeat(43)) })).rejects.toMatchObject(refused);
    expect(() => openSqliteStore({ directory, clock: () => CLOCK })).toThrow(expect.objectContaining(refused));
    expect(readFileSync(file()).equals(before)).toBe(true);
    expect(await (await open()).load('c1')).toEqual(lead('c1').conversation);
  });

  it('are looked up once and kept at hand for a quarter of an hour', async () => {
    let now = CLOCK;
    const kms = countingKms();
    const store = await open({ kms, clock: () => now });
    await store.upkept;
    await store.commit(lead('c1'));
    kms.asked = 0;
    for (let version = 1; version < 5; version += 1) await store.commit(aCommit('c1', version));
    await store.load('c1');
    now += 15 * 60_000 - 1;
    await store.transcript('c1', 0, 9);
    expect(kms.asked).toBe(0);
    now += 1;
    await Promise.all([store.transcript('c1', 0, 9), store.load('c1'), store.commit(aCommit('c1', 5))]);
    expect(kms.asked).toBe(1);
  });

  it('that cannot be had stop only conversations whose key is not at hand', async () => {
    const kms = countingKms();
    const before = await open({ kms });
    await before.commit(lead('away'));
    const store = await reopen({ kms });
    await store.upkept;
    await store.commit(lead('here'));
    kms.isDown = true;
    const down = { code: 'keysUnreachable', retryable: true };
    await expect(store.commit(aCommit('new', 0))).rejects.toMatchObject(down);
    await expect(store.load('away')).rejects.toMatchObject(down);
    await expect(store.records('case', { limit: 9 })).rejects.toMatchObject(down);
    expect(store.healthy()).toBe(false);
    expect(await store.commit(aCommit('here', 1))).toEqual({ status: 'committed' });
    // What cannot be read is not claimed, or it would come back as something that may have been done.
    const claimed = await store.claim(CLAIM);
    expect(claimed.map(({ conversationId }) => conversationId)).toEqual(['here']);
    await expect(store.claim(CLAIM)).rejects.toMatchObject(down);
    kms.isDown = false;
    const [item] = await store.claim(CLAIM);
    expect(item).toMatchObject({ conversationId: 'away', attempts: 1, fence: 1 });
    expect(item?.orphaned).toBeUndefined();
    expect(await store.commit(aCommit('new', 0))).toEqual({ status: 'committed' });
    expect(store.healthy()).toBe(true);
  });

  it('make the store healthy again by themselves', async () => {
    const kms = countingKms();
    const store = await open({ kms });
    await store.upkept;
    kms.isDown = true;
    await expect(store.commit(aCommit('new', 0))).rejects.toMatchObject({ retryable: true });
    kms.isDown = false;
    while (!store.healthy()) await new Promise((resolve) => setTimeout(resolve, 50));
  });
});

describe('a key that is replaced', () => {
  const NEXT = createLocalKms('n'.repeat(43), [KEY]);

  it('is needed until every key is wrapped with the next one, erased conversations left aside', async () => {
    const store = await open();
    for (const id of ['c1', 'c2', 'c3']) await store.commit(lead(id));
    await store.erase('c2');
    const next = await reopen({ kms: NEXT });
    expect(await next.upkept).toEqual({ sealed: 0, rewrapped: 2 });
    expect(await next.load('c1')).toEqual(lead('c1').conversation);
    const alone = await reopen({ kms: createLocalKms('n'.repeat(43)) });
    expect(await alone.load('c3')).toEqual(lead('c3').conversation);
    await expect(alone.load('c2')).rejects.toMatchObject({ code: 'erased' });
    await closeAll();
    await expect(open()).rejects.toMatchObject({ code: 'wrongKey' });
  });

  it('is not given up while a damaged key still names it', async () => {
    const store = await open();
    for (const id of ['c1', 'c2']) await store.commit(lead(id));
    await closeAll();
    const db = new Database(file());
    db.exec(`UPDATE data_key SET wrapped = zeroblob(61) WHERE conversation = 1`);
    db.close();
    expect(await (await open({ kms: NEXT })).upkept).toEqual({ sealed: 0, rewrapped: 1 });
    expect(damage).toHaveLength(1);
    await closeAll();
    await expect(open({ kms: createLocalKms('n'.repeat(43)) })).rejects.toMatchObject({ code: 'wrongKey' });
    expect(await (await open({ kms: NEXT })).load('c2')).toEqual(lead('c2').conversation);
  });
});

describe('a row that somebody changed', () => {
  const edit = async (sql: string) => {
    await closeAll();
    const db = new Database(file());
    db.pragma('foreign_keys = OFF');
    db.exec(sql);
    db.close();
    return open();
  };
  beforeEach(async () => {
    const store = await open();
    for (const id of ['c1', 'c2']) {
      await store.commit(lead(id));
      await store.commit(aCommit(id, 1, { transcript: [anEntry(3)] }));
    }
  });
  const PK1 = `(SELECT pk FROM conversation WHERE id = 'c1')`;
  const PK2 = `(SELECT pk FROM conversation WHERE id = 'c2')`;
  const cut = (table: string) => `UPDATE ${table} SET sealed = substr(sealed, 1, length(sealed) - 1)`;

  it.each<[string, string, (store: SealedStore) => Promise<unknown>]>([
    [
      'a conversation of another',
      `UPDATE conversation SET sealed = (SELECT sealed FROM conversation WHERE id = 'c2')`,
      (s) => s.load('c1'),
    ],
    [
      'a conversation with its key of another',
      `UPDATE conversation SET sealed = (SELECT sealed FROM conversation WHERE id = 'c2');
      UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key WHERE conversation = ${PK2})`,
      (s) => s.load('c1'),
    ],
    [
      'a conversation that says another version',
      `UPDATE conversation SET version = 1 WHERE id = 'c1'`,
      (s) => s.load('c1'),
    ],
    ['a conversation cut short', cut('conversation'), (s) => s.load('c1')],
    [
      'a conversation in the clear',
      `UPDATE conversation SET sealed = NULL, body = '{"id":"c1","version":2}'`,
      (s) => s.load('c1'),
    ],
    [
      'a conversation in the clear without its key',
      `UPDATE conversation SET sealed = NULL, body = '{"id":"c1","version":2}'; DELETE FROM data_key`,
      (s) => s.load('c1'),
    ],
    [
      'transcript rows exchanged',
      `UPDATE transcript SET last = 99 WHERE last = 2; UPDATE transcript SET last = 2 WHERE last = 3; UPDATE transcript SET last = 3 WHERE last = 99`,
      (s) => s.transcript('c1', 0, 9),
    ],
    [
      'a transcript row of another conversation',
      `UPDATE transcript SET sealed = (SELECT sealed FROM transcript WHERE conversation = ${PK2} AND last = 2) WHERE conversation = ${PK1} AND last = 2`,
      (s) => s.transcript('c1', 0, 9),
    ],
    ['a transcript row cut short', cut('transcript'), (s) => s.transcript('c1', 0, 9)],
    [
      'a record under another id',
      `UPDATE record SET id = 'k2' WHERE kind = 'case'`,
      (s) => s.records('case', { conversationId: 'c1', limit: 9 }),
    ],
    [
      'a record put back to an earlier time',
      `UPDATE record SET written = 0 WHERE kind = 'case'`,
      (s) => s.records('case', { conversationId: 'c1', limit: 9 }),
    ],
    [
      'a record of another kind',
      `UPDATE record SET kind = 'audit' WHERE kind = 'case'`,
      (s) => s.records('audit', { conversationId: 'c1', limit: 9 }),
    ],
    ['work under another id', `UPDATE work SET id = 'w2' WHERE id = 'w1'`, (s) => s.work('c1')],
    ['work of another kind', `UPDATE work SET kind = 'reply' WHERE id = 'w1'`, (s) => s.work('c1')],
    ['a key cut short', `UPDATE data_key SET wrapped = substr(wrapped, 2)`, (s) => s.load('c1')],
    ['a key that is gone', 'DELETE FROM data_key', (s) => s.load('c1')],
  ])('is never believed: %s', async (_, sql, read) => {
    const store = await edit(sql);
    await expect(read(store)).rejects.toMatchObject(CORRUPT);
    expect(store.healthy()).toBe(true);
    expect(await store.commit(aCommit('c3', 0))).toEqual({ status: 'committed' });
    expect(await store.load('c3')).toEqual(aConversation('c3', 1));
  });

  it('is left out of what is about all conversations, and told of', async () => {
    const store = await edit(
      `${cut('record')} WHERE conversation = ${PK1}; ${cut('work')} WHERE conversation = ${PK1}`,
    );
    expect((await store.records('case', { limit: 9 })).map(({ conversationId }) => conversationId)).toEqual(['c2']);
    expect(damage).toMatchObject([CORRUPT]);
    const claimed = await store.claim({ ...CLAIM, limit: 1 });
    const then = await store.claim({ ...CLAIM, limit: 1 });
    expect([...claimed, ...then].map(({ conversationId }) => conversationId)).toEqual(['c2']);
    expect(damage).toMatchObject([CORRUPT, CORRUPT]);
    expect(await store.nextDueAt(['callout'])).toBeGreaterThan(CLAIM.now);
    expect(await store.load('c1')).toMatchObject({ version: 2 });
  });

  it('is not mended by a turn that comes after', async () => {
    const store = await edit(cut('transcript'));
    await store.commit(aCommit('c1', 2));
    await expect(store.transcript('c1', 0, 9)).rejects.toMatchObject(CORRUPT);
  });
});

describe('a store of an earlier release', () => {
  const fill = async (count: number) => {
    const store = openSqliteStore({ directory, clock: () => CLOCK });
    for (let at = 0; at < count; at += 1) await store.commit(lead(`c${at}`));
    await store.close();
  };
  const clearRows = () => {
    const db = new Database(file(), { readonly: true });
    const sql = ['conversation', 'transcript', 'record', 'work'].map(
      (table) => `SELECT count(*) FROM ${table} WHERE sealed IS NULL`,
    );
    const rows = sql.map((each) => Number(db.prepare(each).pluck().get()));
    db.close();
    return rows;
  };

  it('opens, keeps everything and is sealed beside the turns', async () => {
    await fill(20);
    expect(clearRows()).toEqual([20, 20, 21, 40]);
    const store = await open();
    expect(await store.load('c19')).toEqual(lead('c19').conversation);
    expect(await store.commit(aCommit('c7', 1, { transcript: [anEntry(3)] }))).toEqual({ status: 'committed' });
    expect(await store.upkept).toMatchObject({ sealed: expect.any(Number) });
    expect(clearRows()).toEqual([0, 0, 0, 0]);
    expect(await store.transcript('c7', 0, 9)).toHaveLength(3);
    expect(await store.work('c3')).toEqual(lead('c3').work);
    expect(await store.records('case', { limit: 99 })).toHaveLength(20);
    expect(await store.records('notice', { limit: 9 })).toHaveLength(1);
    expect(await (await reopen()).load('c19')).toEqual(lead('c19').conversation);
    const bytes = ['', '-wal'].map((end) => readFileSync(file(end), 'latin1')).join('');
    expect(CANARIES.filter((canary) => bytes.includes(canary))).toEqual([]);
  });

  it('of the first schema too', async () => {
    await (await open()).close();
    opened = [];
    rmSync(directory, { recursive: true });
    await fill(0);
    rmSync(file());
    const old = new Database(file());
    old.exec(SCHEMA_1);
    const body = JSON.stringify(aConversation('c1', 4));
    old.prepare('INSERT INTO conversation (pk, id, version, body) VALUES (1, ?, 4, ?)').run('c1', body);
    old.prepare('INSERT INTO transcript VALUES (1, 1, ?)').run(JSON.stringify([anEntry(1)]));
    old.close();
    const store = await open();
    expect(await store.load('c1')).toEqual(aConversation('c1', 4));
    await store.upkept;
    expect(await store.load('c1')).toEqual(aConversation('c1', 4));
    expect(await store.transcript('c1', 0, 9)).toEqual([anEntry(1)]);
  });

  it('goes on where its sealing was cut off, and then believes no row in the clear', async () => {
    await fill(30);
    const cutOff = await open();
    await cutOff.load('c1');
    await closeAll();
    expect(clearRows()[0]).toBeGreaterThan(0);
    await (await open()).upkept;
    expect(clearRows()).toEqual([0, 0, 0, 0]);
    await closeAll();
    const db = new Database(file());
    db.exec(`INSERT INTO conversation (id, version, body) VALUES ('forged', 1, '{"id":"forged","version":1}')`);
    db.close();
    await expect((await open()).load('forged')).rejects.toMatchObject(CORRUPT);
  });
});

/** The local service, which can go away and says how often it was asked. */
function countingKms(): Kms & { asked: number; isDown: boolean } {
  const real = createLocalKms(KEY);
  const answer = async <T>(question: () => Promise<T>): Promise<T> => {
    kms.asked += 1;
    if (kms.isDown) throw new Error('connect ETIMEDOUT');
    return question();
  };
  const kms = {
    asked: 0,
    isDown: false,
    current: real.current,
    wrap: (key: Buffer, context: string) => answer(() => real.wrap(key, context)),
    unwrap: (wrapped: Parameters<Kms['unwrap']>[0], context: string) => answer(() => real.unwrap(wrapped, context)),
  };
  return kms;
}
