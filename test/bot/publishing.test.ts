import { publishingStorm } from '../storm/publishing';
import { broken } from '../storm/storm';

jest.setTimeout(120_000);

/** The long form is `npm run storm -- publishing`. */
it('moves nobody unasked and loses no answer, whatever is published, moved to or taken back meanwhile', async () => {
  const result = await publishingStorm.run('quick', publishingStorm.seed);
  expect(broken(result)).toEqual([]);
  // It was a storm.
  expect(Number(result.figures.moved)).toBeGreaterThan(5);
});
