import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalKms } from '../../../store/sealing/kms';
import { KEPT_MS } from '../../../store/sqlite/olderFile';
import { openSealedStore, type SealedStore } from '../../../store/sqlite/sealedStore';
import { RELEASE_KEY, writeStoreOfRelease } from './releases';

const MIGRATED_AT = 1_000_000_000_000;
let directory: string;
let now: number;
let store: SealedStore;

const open = async () => {
  store = await openSealedStore({ directory, clock: () => now, kms: createLocalKms(RELEASE_KEY) });
  await store.upkept;
};
const copies = () => readdirSync(directory).filter((name) => name.includes('.schema-'));
const kept = 'store.db.schema-3';

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'older-'));
  now = MIGRATED_AT;
  writeStoreOfRelease(3, directory);
  await open();
  utimesSync(join(directory, kept), MIGRATED_AT / 1_000, MIGRATED_AT / 1_000);
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('the file as it was before a migration', () => {
  it('goes with the first conversation that is erased, whole or not, and not before', async () => {
    writeFileSync(join(directory, `${kept}.part`), 'cut off');
    expect(await store.erase('old1', 1)).toBe('changed');
    expect(copies().sort()).toEqual([kept, `${kept}.part`]);
    expect(await store.erase('old1', 3)).toBe('erased');
    expect(copies()).toEqual([]);
  });

  it('goes when its time is over, at an opening', async () => {
    await store.close();
    now = MIGRATED_AT + KEPT_MS - 1;
    await open();
    expect(copies()).toEqual([kept]);
    await store.close();
    now = MIGRATED_AT + KEPT_MS;
    await open();
    expect(copies()).toEqual([]);
    expect((await store.load('old2'))?.version).toBe(3);
  });

  it('goes when its time is over, while the product runs', async () => {
    await store.close();
    jest.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] } as never);
    try {
      await open();
      now = MIGRATED_AT + KEPT_MS;
      jest.advanceTimersByTime(60 * 60_000);
      expect(existsSync(join(directory, kept))).toBe(false);
    } finally {
      jest.useRealTimers();
    }
  });
});
