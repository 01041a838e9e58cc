import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fuzzStorm } from '../../storm/fuzz';
import { DIST } from '../../storm/machines';
import { broken } from '../../storm/storm';

/** A slice of `npm run storm -- fuzz`. */

beforeAll(() => {
  if (!existsSync(join(DIST, 'index.js'))) throw new Error('The fuzz runs the built product: `npm run build` first.');
});

it('lives through hostile messages, into the turn and over sockets, without one fault', async () => {
  expect(broken(await fuzzStorm.run('quick', 1))).toEqual([]);
}, 300_000);
