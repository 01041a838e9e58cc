import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createLocalKms, type Kms } from '../../../store/sealing/kms';
import { createSealKeys } from '../../../store/sealing/sealKeys';
import { openDatabaseFile } from '../../../store/sqlite/file';
import { holdDirectory } from '../../../store/sqlite/holding';
import { openKeyring } from '../../../store/sqlite/keyring';
import { openSealedStore, type SealedStore, type SealedStoreOptions } from '../../../store/sqlite/sealedStore';
import { createSqliteSealing } from '../../../store/sqlite/sealing';
import { createSqliteStore, openSqliteStore } from '../../../store/sqlite/sqliteStore';
import { keepUp } from '../../../store/sqlite/upkeep';
import type { StoreFault } from '../../../store/storeFault';
import { CLOCK } from '../clock';
import { aCommit, anEntry } from '../documents';

const OLD = createLocalKms('k'.repeat(43));
const NEXT = createLocalKms('n'.repeat(43), ['k'.repeat(43)]);
const NOBODY = new AbortController().signal;
let directory: string;
let damage: StoreFault[];
let opened: SealedStore[];

const file = () => join(directory, 'store.db');
const onDamage = (fault: StoreFault) => void damage.push(fault);
const open = async (options: Partial<SealedStoreOptions> = {}) => {
  const store = await openSealedStore({ directory, clock: () => CLOCK, kms: OLD, onDamage, ...options });
  opened.push(store);
  return store;
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'upkeep-'));
  [damage, opened] = [[], []];
});
afterEach(async () => {
  for (const store of opened) await store.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A file in the clear with these conversations and the text of a notice. */
async function fileInTheClear(...ids: readonly string[]): Promise<void> {
  const store = openSqliteStore({ directory, clock: () => CLOCK });
  const notice = { id: 'n1', at: 1, kind: 'notice', body: { sha256: 's', text: 'Notice' } } as const;
  for (const id of ids) {
    const records = [{ ...notice, conversationId: id }];
    await store.commit(aCommit(id, 0, { transcript: [anEntry(1)], records }));
  }
  await store.close();
}

function edit(sql: string): void {
  const db = new Database(file());
  db.exec(sql);
  db.close();
}

async function believesClearRows(): Promise<boolean> {
  const db = new Database(file());
  try {
    return (await openKeyring(db, OLD)).hasClearRows();
  } finally {
    db.close();
  }
}

/** A service that waits before it wraps the key of one conversation. */
function waitingFor(id: string) {
  let goOn = () => {};
  let isAsked = () => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  const kms: Kms = {
    ...OLD,
    wrap: async (key, context) => {
      if (context.endsWith(` ${id}`)) {
        isAsked();
        await gate;
      }
      return OLD.wrap(key, context);
    },
  };
  return { kms, asked, goOn };
}

describe('sealing a file of an earlier release', () => {
  it('tells of a row that says nothing any more, and goes on with the others', async () => {
    await fileInTheClear('c1', 'c2', 'c3');
    edit(`UPDATE transcript SET entries = '[{' WHERE conversation = 2`);
    const store = await open();
    expect(await store.upkept).toEqual({ sealed: 2, rewrapped: 0 });
    expect(damage.map(({ message }) => message)).toEqual([expect.stringContaining('transcript row of c2')]);
    // What is left of it can be read, as long as it is not sealed.
    expect((await store.load('c2'))?.version).toBe(1);
    await store.close();
    expect(await believesClearRows()).toBe(true);
    edit(`UPDATE transcript SET entries = '[]' WHERE conversation = 2`);
    expect(await (await open()).upkept).toEqual({ sealed: 1, rewrapped: 0 });
    expect(await believesClearRows()).toBe(false);
  });

  it('tells of a notice that says nothing any more', async () => {
    await fileInTheClear('c1');
    edit(`UPDATE record SET body = '{' WHERE kind = 'notice'`);
    expect(await (await open()).upkept).toEqual({ sealed: 1, rewrapped: 0 });
    expect(damage.map(({ message }) => message)).toEqual([expect.stringContaining('record.notice')]);
  });

  it('has nothing to do with what is erased meanwhile', async () => {
    await fileInTheClear('c1', 'c2', 'c3');
    const { kms, asked, goOn } = waitingFor('c2');
    const store = await open({ kms });
    await asked;
    expect(await store.erase('c2')).toBe('erased');
    goOn();
    await store.upkept;
    expect(damage).toEqual([]);
    expect(await believesClearRows()).toBe(false);
    const db = new Database(file(), { readonly: true });
    expect(db.prepare('SELECT conversation FROM data_key ORDER BY 1').pluck().all()).toEqual([1, 3]);
    db.close();
  });

  it('is over when the log was emptied, and not before', async () => {
    await fileInTheClear('c1');
    const { kms, asked, goOn } = waitingFor('c1');
    const store = await open({ kms });
    await asked;
    const reader = new Database(file(), { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM conversation').get();
    goOn();
    const look = new Database(file(), { readonly: true });
    const inTheClear = look.prepare(`SELECT count(*) FROM record WHERE kind = 'notice' AND sealed IS NULL`).pluck();
    while (inTheClear.get() !== 0) await new Promise((resolve) => setTimeout(resolve, 5));
    look.close();
    for (const version of [1, 2, 3]) await store.commit(aCommit('c1', version));
    await store.close();
    reader.close();
    expect(await believesClearRows()).toBe(true);
    await (await open()).upkept;
    expect(await believesClearRows()).toBe(false);
  });
});

describe('replacing the key', () => {
  it('does not take a key for wrapped anew that another process wrapped with the old one meanwhile', async () => {
    const other = await open({ group: 'g' });
    await other.commit(aCommit('c1', 0));
    const db = openDatabaseFile(file());
    const holding = holdDirectory(directory, 'g');
    const ring = await openKeyring(db, NEXT);
    const keys = createSealKeys({ kms: NEXT, clock: () => CLOCK });
    const sealing = createSqliteSealing(db, keys, ring);
    const store = createSqliteStore(db, { clock: () => CLOCK }, holding, sealing);
    let writes = 0;
    const write: typeof store.inGroup = async (change) => {
      writes += 1;
      // After the last key was wrapped anew, before the old version is given up.
      if (writes === 2) await other.commit(aCommit('late', 0));
      return store.inGroup(change);
    };
    const parts = { db, write, load: store.load, sealing, keys, ring, others: holding.others, onDamage };
    expect(await keepUp(parts, NOBODY)).toEqual({ sealed: 0, rewrapped: 2 });
    await store.close();
    await other.close();
    // The old key is gone for good.
    const after = await open({ kms: createLocalKms('n'.repeat(43)) });
    expect((await after.load('late'))?.version).toBe(1);
    expect((await after.load('c1'))?.version).toBe(1);
  });
});
