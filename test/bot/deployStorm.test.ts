import { deploysStorm } from '../storm/deploys';
import { outagesStorm } from '../storm/outages';
import { recoveryStorm } from '../storm/recovery';
import { broken } from '../storm/storm';

/** Slices of `npm run storm -- deploys absences recovery`; they need the built product. */

it('reads no error of a product whose processes are asked to go and come back', async () => {
  const result = await deploysStorm.run('quick', 5);
  expect(broken(result)).toEqual([]);
  expect(result.figures.workersEnded).toBeGreaterThan(1);
}, 300_000);

it('loses nothing that is written while nobody is there, over and over', async () => {
  const result = await outagesStorm.run('quick', 4);
  expect(broken(result)).toEqual([]);
  expect(result.figures.missed).toBe(27);
}, 300_000);

it('ends with 1 after a fault that nobody caught, and comes back', async () => {
  const result = await recoveryStorm.run('quick', 1);
  expect(broken(result)).toEqual([]);
}, 120_000);
