import { createRecentSids } from '../../../../../adapters/channels/whatsapp/inbound/recentSids';

it('messages of late are remembered, and the oldest of too many forgotten', () => {
  const seen = createRecentSids(3);
  for (const sid of ['a', 'b', 'a', 'c']) seen.add(sid);
  expect(['a', 'b', 'c', 'd'].map(seen.has)).toEqual([true, true, true, false]);
  seen.add('d');
  expect(['a', 'b', 'c', 'd'].map(seen.has)).toEqual([false, true, true, true]);
});
