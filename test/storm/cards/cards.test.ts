import { broken } from '../storm';
import { cardStorm } from '.';
import { SPELLINGS } from './spellings';

describe('card numbers in every spelling', () => {
  it('are forty', () => expect(new Set(SPELLINGS.map(([name]) => name)).size).toBe(40));

  it('are taken out, and hardly anything else is', async () => {
    expect(broken(await cardStorm.run('quick', cardStorm.seed))).toEqual([]);
  }, 60_000);
});
