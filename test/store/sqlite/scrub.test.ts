import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createLocalKms } from '../../../store/sealing/kms';
import { scrubSqlite } from '../../../store/sqlite/scrub';
import { openSealedStore } from '../../../store/sqlite/sealedStore';
import { customer, play } from '../../support/conversation';
import { startTestProduct, TEST_KMS } from '../../support/product';

let directory: string;
let path: string;
const open = () => openSealedStore({ directory, clock: () => 1_000, kms: TEST_KMS });
const edit = (sql: string) => {
  const db = new Database(path);
  db.exec(sql);
  db.close();
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'scrub-'));
  path = join(directory, 'store.db');
  const product = await startTestProduct({ directory: () => directory });
  await play(product, { market: 'SG' }, [customer.opens(), customer.answersUpTo('confirm'), customer.taps('accept')]);
  await play(product, { market: 'HK' }, [customer.opens()]);
  await product.stop();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('finds nothing wrong with what whole leads leave behind, running or closed, and writes nothing', async () => {
  const before = readFileSync(path);
  const closed = await scrubSqlite(path, TEST_KMS);
  expect(closed.damage).toEqual([]);
  expect(closed.conversations).toBeGreaterThanOrEqual(2);
  expect(closed.rows).toBeGreaterThan(20);
  expect(readFileSync(path).equals(before)).toBe(true);
  const store = await open();
  expect(await scrubSqlite(path, TEST_KMS)).toEqual(closed);
  await store.close();
});

it('finds nothing wrong with an erased conversation', async () => {
  const [id] = idsOf(path);
  const store = await open();
  await store.erase(id ?? '');
  await store.close();
  expect((await scrubSqlite(path, TEST_KMS)).damage).toEqual([]);
});

it.each([
  [
    'an entry of a transcript is gone',
    'DELETE FROM transcript WHERE last = (SELECT min(last) FROM transcript)',
    /transcript of/,
  ],
  ['a body is gone', 'UPDATE transcript SET sealed = NULL WHERE rowid = 1', /transcript row of .* is not sealed/],
  [
    'a body was moved',
    'UPDATE record SET sealed = (SELECT sealed FROM transcript LIMIT 1) WHERE pk = 1',
    /was changed or moved/,
  ],
  ['a key was changed', 'UPDATE data_key SET wrapped = zeroblob(61) WHERE conversation = 1', /data_key row of/],
  ['work has a status there is none', `UPDATE work SET status = 'dnne'`, /contradicts itself/],
  ['work that ended is ready', `UPDATE work SET ready_at = 5 WHERE status IN ('done', 'dead')`, /contradicts itself/],
  ['work is due when nobody lives', 'UPDATE work SET due_at = 4e13', /contradicts itself/],
])('tells that %s', async (_, sql, told) => {
  edit(sql);
  const { damage } = await scrubSqlite(path, TEST_KMS);
  expect(damage.join('\n')).toMatch(told);
});

it('tells a wrong key, a cut file and no file in one sentence each', async () => {
  expect((await scrubSqlite(path, createLocalKms('x'.repeat(43)))).damage).toEqual([
    expect.stringMatching(/another key/),
  ]);
  truncateSync(path, 5_000);
  expect((await scrubSqlite(path, TEST_KMS)).damage.join()).toMatch(/damaged/);
});

it('refuses to begin anew where a store was, and leaves a refused file as it was', async () => {
  truncateSync(path, 0);
  await expect(open()).rejects.toMatchObject({ code: 'corrupt' });
  rmSync(path);
  await expect(open()).rejects.toMatchObject({ code: 'corrupt' });
});

function idsOf(file: string): readonly string[] {
  const db = new Database(file, { readonly: true });
  const ids = db.prepare<[], string>('SELECT id FROM conversation').pluck().all();
  db.close();
  return ids;
}
