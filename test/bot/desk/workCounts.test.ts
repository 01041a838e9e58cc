import fc from 'fast-check';
import { createBoardLists } from '../../../bot/desk/boardLists';
import { agentOf } from '../../../bot/desk/holder';
import { offersTo } from '../../../bot/desk/routing';
import { workList } from '../../../bot/desk/workList';
import type { SharedRow } from '../../../bot/desk/workRows';
import { aPrincipal } from '../../support/staff';

const NOW = 10_000_000;
const AGENTS = ['ann', 'ben', 'sue'] as const;
const people = AGENTS.map((id) =>
  aPrincipal({
    id,
    roles: [id === 'sue' ? 'supervisor' : 'agent'],
    markets: id === 'ben' ? ['HK'] : ['HK', 'TH'],
    languages: id === 'ann' ? ['th'] : ['zh', 'en'],
    queues: id === 'ben' ? ['cards'] : [],
  }),
);

const oneRow = fc.record({
  conversationId: fc.integer({ min: 0, max: 12 }).map(String),
  view: fc.constantFrom('needsPerson', 'held', 'cases', 'callBacks', 'bot'),
  market: fc.constantFrom('HK', 'TH', 'SG'),
  locale: fc.constantFrom('th-TH', 'zh-Hant-HK'),
  channel: fc.constantFrom('webchat', 'whatsapp'),
  queue: fc.constantFrom('cards', 'loans', undefined),
  agent: fc.constantFrom(...AGENTS),
  lastAgent: fc.constantFrom(...AGENTS, undefined),
  ago: fc.constantFrom(0, 60_000, 119_999, 120_000, 500_000),
  dueAt: fc.integer({ min: 0, max: 3 }),
});

function rowOf({ view, agent, ago, queue, lastAgent, ...row }: OneRow): SharedRow {
  const owner = view === 'held' ? (`agent:${agent}` as const) : 'queue';
  const common = {
    ...row,
    view,
    owner,
    status: 'open',
    epoch: 1,
    customer: '',
    reason: 'asked',
    lastInboundAt: 0,
  } as const;
  return {
    ...common,
    ...(queue !== undefined && { queue }),
    ...(lastAgent !== undefined && { lastAgent }),
    ...(view === 'needsPerson' && { waitingSince: NOW - ago }),
  };
}
type OneRow = typeof oneRow extends fc.Arbitrary<infer T> ? T : never;

/** Walks over all of them, as nobody should have to. */
function counted(rows: readonly SharedRow[], who: (typeof people)[number], isOffered: (row: SharedRow) => boolean) {
  const seen = rows.filter(({ market }) => who.markets.includes(market));
  const of = (view: SharedRow['view'], isIn: (row: SharedRow) => boolean = () => true) =>
    seen.filter((row) => row.view === view && isIn(row)).length;
  const isMine = (row: SharedRow) => agentOf(row) === who.id;
  return {
    needsPerson: of('needsPerson', isOffered),
    mine: of('held', isMine),
    team: who.roles.includes('supervisor') ? of('held', (row) => !isMine(row)) : 0,
    bot: of('bot'),
    cases: of('cases'),
    callBacks: of('callBacks'),
  };
}

it('counts what somebody is shown, whatever came, moved and left', () => {
  const steps = fc.array(oneRow.map(rowOf), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(steps, fc.constantFrom(...people), fc.subarray(people), (rows, who, available) => {
      const lists = createBoardLists();
      const kept = new Map<string, SharedRow>();
      for (const row of rows) {
        const before = kept.get(row.conversationId);
        if (before !== undefined) lists.remove(before);
        lists.add(row);
        kept.set(row.conversationId, row);
      }
      const isSupervisor = who.roles.includes('supervisor');
      const isOffered = offersTo(who, available, NOW);
      const parts = { board: lists, who, isSupervisor, isOffered, nameOf: (id: string) => id, now: NOW };
      const { counts, rows: page } = workList(parts, { view: 'mine' });
      expect(counts).toEqual(counted([...kept.values()], who, isOffered));
      expect(page).toHaveLength(counts.mine);
      expect(workList(parts, { view: 'needsPerson' }).rows).toHaveLength(counts.needsPerson);
      const inHongKong = workList(parts, { view: 'bot', market: 'HK' }).counts;
      const ofHongKong = [...kept.values()].filter(({ market }) => market === 'HK');
      expect(inHongKong).toEqual(counted(ofHongKong, who, isOffered));
    }),
    { numRuns: 400 },
  );
});
