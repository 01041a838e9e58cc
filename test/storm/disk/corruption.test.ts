import { broken } from '../storm';
import { corruptionStorm } from './corruption';

it('never reads anything that was not said, whatever a disk did to the file, and tells all that a seal or an index can tell', async () => {
  expect(broken(await corruptionStorm.run('quick', 5))).toEqual([]);
}, 120_000);
