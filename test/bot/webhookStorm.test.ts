import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deliveriesStorm } from '../storm/deliveries';
import { gapStorm } from '../storm/gap';
import { DIST } from '../storm/machines';
import { outboxStorm } from '../storm/outbox';
import { broken } from '../storm/storm';

/** A slice of `npm run storm`: the built product over real HTTP, its signatures real, its process killed. */

beforeAll(() => {
  if (!existsSync(join(DIST, 'test', 'storm', 'deliverer.js'))) {
    throw new Error('The storm runs the built product; build it with `npm run build` first.');
  }
});

it('takes each message once and in order, however often two processes bring it while the server is killed', async () => {
  const result = await deliveriesStorm.run('quick', 11);
  expect(broken(result)).toEqual([]);
  expect(result.figures.delivered).toBe(2_400);
  expect(result.figures.messages).toBe(240);
}, 300_000);

it('loses no reply and sends none twice while the provider fails and the server is killed', async () => {
  const result = await outboxStorm.run('quick', 12);
  expect(broken(result)).toEqual([]);
  expect(result.figures.ambiguous).toBeGreaterThan(5);
}, 300_000);

it('finds what customers wrote while nobody was there', async () => {
  const result = await gapStorm.run('quick', 1);
  expect(broken(result)).toEqual([]);
  expect(result.figures.missed).toBe(45);
}, 300_000);
