import { simulationStorm, tellStory } from '../storm/simulation';
import { broken } from '../storm/storm';

jest.setTimeout(600_000);

/** The long form is `npm run storm -- simulation`. */
it('keeps every promise on days full of customers, faults and crashes', async () => {
  expect(broken(await simulationStorm.run('quick', simulationStorm.seed))).toEqual([]);
});

it('tells the same story from the same number, and another one from another', async () => {
  const plan = { customers: 2, hours: 6 };
  const first = await tellStory({ ...plan, seed: 7 });
  const again = await tellStory({ ...plan, seed: 7 });
  const other = await tellStory({ ...plan, seed: 8 });
  expect(again.lines).toEqual(first.lines);
  expect(other.hash).not.toBe(first.hash);
  expect(first.lines.length).toBeGreaterThan(50);
});
