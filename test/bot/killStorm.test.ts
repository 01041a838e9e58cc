import { killsStorm } from '../storm/kills';
import { broken } from '../storm/storm';

/** A slice of `npm run storm -- kills`; it needs the built product. */

it('keeps every promise while its process is killed by chance and in the middle of this and that', async () => {
  const result = await killsStorm.run('quick', 5);
  expect(broken(result)).toEqual([]);
  expect(result.figures.kills).toBeGreaterThanOrEqual(15);
  expect(result.figures.applicants).toBeGreaterThanOrEqual(16);
}, 300_000);
