import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { memoryStorm } from '../../storm/load/memory';
import { overloadStorm } from '../../storm/load/overload';
import { soakStorm } from '../../storm/load/soak';
import { DIST } from '../../storm/machines';
import { broken } from '../../storm/storm';

/** Slices of `npm run storm -- overload memory soak`: the built product, and more customers than it lets in. */

beforeAll(() => {
  if (!existsSync(join(DIST, 'index.js'))) throw new Error('The storm runs the built product: `npm run build` first.');
});

it('turns newcomers away in a rush, keeps all it acknowledged, and lets every lead be confirmed', async () => {
  expect(broken(await overloadStorm.run('quick', 1))).toEqual([]);
}, 300_000);

it('keeps many conversations and websockets open in a small heap', async () => {
  expect(broken(await memoryStorm.run('quick', 1))).toEqual([]);
}, 300_000);

it('goes on through faults of the bank, a kill and a restart, and keeps all it acknowledged', async () => {
  expect(broken(await soakStorm.run('quick', 1))).toEqual([]);
}, 300_000);
