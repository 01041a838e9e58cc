import { calloutsStorm } from './callouts';
import { broken } from './storm';

it('whatever happens between us and a bank, no lead is lost or doubled, and nobody is told what is not so', async () => {
  const result = await calloutsStorm.run('quick', calloutsStorm.seed);
  expect(broken(result)).toEqual([]);
  expect(result.findings).toHaveLength(7);
}, 400_000);
