import { freezesStorm } from '../storm/freezes';
import { killsStorm } from '../storm/kills';
import { broken } from '../storm/storm';

/** Slices of `npm run storm -- kills freezes`; they need the built product. */

it('keeps every promise while its processes are killed by chance and in the middle of this and that', async () => {
  const result = await killsStorm.run('quick', 5);
  expect(broken(result)).toEqual([]);
  expect(result.figures.kills).toBeGreaterThanOrEqual(15);
  expect(result.figures.applicants).toBeGreaterThanOrEqual(10);
}, 720_000);

it('lets nobody act on what was taken over while he stood still', async () => {
  const result = await freezesStorm.run('quick', 3);
  expect(broken(result)).toEqual([]);
  expect(result.figures.stoodStill).toBe(2);
}, 600_000);
