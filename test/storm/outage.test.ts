import { outageStorm } from './outage';
import { broken } from './storm';

it('a bank that is away is not hammered, and what waited reaches it in order when it is back', async () => {
  const result = await outageStorm.run('quick', outageStorm.seed);
  expect(broken(result)).toEqual([]);
  expect(result.findings).toHaveLength(9);
}, 400_000);
