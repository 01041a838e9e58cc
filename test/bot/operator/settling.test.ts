import { settlingStorm } from '../../storm/settling';
import { broken } from '../../storm/storm';

jest.setTimeout(120_000);

/** The long form is `npm run storm -- settling`. */
it('settles each case once, whatever operators want at once, twice, or until they are cut off', async () => {
  expect(broken(await settlingStorm.run('quick', settlingStorm.seed))).toEqual([]);
});
