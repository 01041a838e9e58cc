import { traced } from '../../support/tracer';
import { broken } from '../storm';
import { diskStorm } from './badDisks';

traced(
  'loses nothing it acknowledged when the disk has no space, says so meanwhile, and goes on by itself',
  async () => {
    expect(broken(await diskStorm.run('quick', 1))).toEqual([]);
  },
  300_000,
);
