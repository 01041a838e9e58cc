import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createLocalKms } from '../../../store/sealing/kms';
import { scrubSqlite } from '../../../store/sqlite/scrub';
import { openSealedStore, type SealedStore } from '../../../store/sqlite/sealedStore';
import { CLOCK } from '../clock';
import { RELEASE_KEY, writeStoreOfRelease } from './releases';

const CORRUPT = { code: 'corrupt', retryable: false, isOfOneRow: true };
const kms = createLocalKms(RELEASE_KEY);
let directory: string;
let store: SealedStore;

const file = () => join(directory, 'store.db');
const open = async () => {
  store = await openSealedStore({ directory, clock: () => CLOCK, kms });
  await store.upkept;
};
const edit = async (sql: string) => {
  await store.close();
  const db = new Database(file());
  db.exec(sql);
  db.close();
  await open();
};
const of = (id: string) => ({ personId: `person-${id}`, number: `number-${id}`, conversationId: id });
const damage = async () => (await scrubSqlite(file(), kms)).damage;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'names-'));
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('where a name leads', () => {
  it.each([
    [
      'when it was exchanged with another',
      `UPDATE identity SET conversation = CASE conversation WHEN 'c1' THEN 'c2' ELSE 'c1' END`,
    ],
    [
      'when the whole row is another name’s',
      `UPDATE identity SET conversation = 'c2', sealed = (SELECT sealed FROM identity
       WHERE name = 'person-c2') WHERE name = 'person-c1'`,
    ],
    ['when nothing vouches for it', `UPDATE identity SET sealed = NULL`],
    ['when what vouches for it was changed', `UPDATE identity SET sealed = zeroblob(length(sealed))`],
  ])('is not believed %s, when it is read and by reading everything', async (_, sql) => {
    await open();
    for (const id of ['c1', 'c2']) expect(await store.identify(of(id))).toBe(id);
    expect(await damage()).toEqual([]);
    await edit(sql);
    await expect(store.identify(of('c1'))).rejects.toMatchObject(CORRUPT);
    expect(store.healthy()).toBe(true);
    expect(await store.identify(of('c3'))).toBe('c3');
    expect(await damage()).toContainEqual(expect.stringContaining('identity.person row of'));
  });

  it('is believed as an earlier release left it, until something vouches for all of them', async () => {
    writeStoreOfRelease(3, directory);
    await open();
    expect(await store.identify(of('old1'))).toBe('old1');
    expect(await damage()).toEqual([]);
    // The file is written anew at the next opening, and the names are looked through once more.
    await edit('');
    await edit(`INSERT INTO identity (kind, name, conversation) VALUES ('person', 'person-new', 'old1')`);
    await expect(store.identify(of('new'))).rejects.toMatchObject(CORRUPT);
    expect(await store.identify(of('old2'))).toBe('old2');
  });
});
