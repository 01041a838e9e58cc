import { parityStorm } from '../../storm/parity';
import { contradictions, type Event } from '../../storm/parityCheck';
import { broken } from '../../storm/storm';
import { aCommit, aWorkItem } from '../documents';

it('gives the same answers as SQLite and keeps the same, whatever is asked of it', async () => {
  const result = await parityStorm.run('quick', 1);
  expect(broken(result)).toEqual([]);
  expect(Number(result.figures.committed)).toBeGreaterThan(20);
}, 300_000);

describe('the check of a history', () => {
  const committed = (version: number, inboxKey: string): Event => {
    return { kind: 'commit', commit: aCommit('c1', version, { inboxKey }), answer: { status: 'committed' } };
  };
  const settled: Event = {
    kind: 'settle',
    settlement: { conversationId: 'c1', id: 'w', fence: 1, status: 'done' },
    answer: true,
  };
  const claimed: Event = { kind: 'claim', answer: [aWorkItem('c1', 'w', { fence: 1 })] };
  const erased: Event = { kind: 'erase', id: 'c1', answer: undefined };

  it.each<[string, readonly Event[]]>([
    ['a lost turn', [committed(0, 'a'), committed(0, 'b')]],
    ['a message taken twice', [committed(0, 'a'), committed(1, 'a')]],
    ['an item given to two', [claimed, claimed]],
    ['an item ended twice', [claimed, settled, settled]],
    ['an end by somebody who never held it', [settled]],
    ['a turn after an erasure', [committed(0, 'a'), erased, committed(1, 'b')]],
  ])('sees %s', (_, events) => {
    expect(contradictions(events)).not.toEqual([]);
  });

  it('sees nothing in a history that is right', () => {
    expect(contradictions([committed(0, 'a'), claimed, settled, committed(1, 'b'), erased])).toEqual([]);
  });
});
