import { reorderStorm } from '../storm/reorder';
import { broken } from '../storm/storm';

jest.setTimeout(180_000);

/** The long form is `npm run storm -- reorder`. */
it('takes each message once and confirms no summary but the last, however late and in whatever order messages come', async () => {
  expect(broken(await reorderStorm.run('quick', reorderStorm.seed))).toEqual([]);
});
