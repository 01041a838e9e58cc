import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalKms } from '../../../store/sealing/kms';
import { tryLock } from '../../../store/sqlite/lockFile';
import { openSealedStore, type SealedStore } from '../../../store/sqlite/sealedStore';
import { CLOCK } from '../clock';

/** Instances open the file and keep it in order one after another. What stands in for another one is its lock. */

const [KEY, NEXT] = ['k'.repeat(43), 'n'.repeat(43)];
const directory = mkdtempSync(join(tmpdir(), 'turns-'));
const locks = join(directory, 'instances');
let opened: SealedStore[] = [];

const open = async (kms = createLocalKms(KEY)) => {
  const store = await openSealedStore({ directory, group: 'the product', clock: () => CLOCK, kms });
  opened.push(store);
  return store;
};
/** Long enough for whoever does not wait. */
const isDoneSoon = (task: Promise<unknown>) =>
  Promise.race([task.then(() => true), new Promise((resolve) => setTimeout(() => resolve(false), 1_500))]);

beforeEach(() => open());
afterEach(async () => {
  for (const store of opened) await store.close();
  opened = [];
});
afterAll(() => rmSync(directory, { recursive: true }));

it('opens the file when nobody else is opening it', async () => {
  const other = tryLock(join(locks, 'opening.lock'));
  const opening = open();
  expect(await isDoneSoon(opening)).toBe(false);
  other?.release();
  expect((await opening).healthy()).toBe(true);
});

it('keeps the file in order when nobody else does', async () => {
  await opened[0]?.upkept;
  const other = tryLock(join(locks, 'upkeep.lock'));
  const { upkept } = await open(createLocalKms(NEXT, [KEY]));
  expect(await isDoneSoon(upkept)).toBe(false);
  other?.release();
  expect(await upkept).toBeDefined();
});
