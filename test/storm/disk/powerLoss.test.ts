import { traced } from '../../support/tracer';
import { broken } from '../storm';
import { powerStorm } from '.';

traced(
  'has all that was told after the power failed at any moment, and sees what a store loses that does not wait',
  async () => {
    expect(broken(await powerStorm.run('quick', 3))).toEqual([]);
  },
  300_000,
);
