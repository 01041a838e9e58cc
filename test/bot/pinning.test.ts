import { pinningStorm } from '../storm/pinning';
import { broken } from '../storm/storm';

jest.setTimeout(120_000);

/** The long form is `npm run storm -- pinning`. */
it('keeps every conversation on the version it began with, whatever is published, deleted or edited', async () => {
  expect(broken(await pinningStorm.run('quick', pinningStorm.seed))).toEqual([]);
});
