import { stormOfStories, tellStory } from '../storm/simulation';

jest.setTimeout(300_000);

/** The long form is `npm run storm -- simulation`. */
it('keeps every promise in days full of customers, faults and crashes', async () => {
  const { findings } = await stormOfStories({ from: 1, stories: 40, customers: 3, hours: 24 });
  expect(findings.filter(({ isKept }) => !isKept)).toEqual([]);
});

it('tells the same story from the same number, and another one from another', async () => {
  const plan = { customers: 2, hours: 6 };
  const [first, again, other] = [
    await tellStory({ ...plan, seed: 7 }),
    await tellStory({ ...plan, seed: 7 }),
    await tellStory({ ...plan, seed: 8 }),
  ];
  expect(again.lines).toEqual(first.lines);
  expect(other.hash).not.toBe(first.hash);
  expect(first.lines.length).toBeGreaterThan(50);
});
