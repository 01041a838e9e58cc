import { broken } from '../storm/storm';
import { takeoverStorm } from '../storm/takeover';

jest.setTimeout(300_000);

/** The long form is `npm run storm -- takeover`. */
it('lets no bot talk over an agent and no two agents hold one conversation, in whatever order things happen', async () => {
  const result = await takeoverStorm.run('quick', takeoverStorm.seed);
  expect(broken(result)).toEqual([]);
});
