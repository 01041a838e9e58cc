import { deviceStorm } from './devices';
import { broken } from './storm';

it('one person on several devices has one application, whichever store keeps it', async () => {
  expect(broken(await deviceStorm.run('quick', deviceStorm.seed))).toEqual([]);
}, 180_000);
