import type { WorkList, WorkRow } from '../../../../bot/desk/contract';
import { dropConversation, type ListScope, placeRow } from '../../../../web/desk/client/server/placeRow';

const row = (conversationId: string, dueAt: number, more: Partial<WorkRow> = {}): WorkRow => ({
  conversationId,
  view: 'needsPerson',
  market: 'HK',
  locale: 'zh-Hant-HK',
  channel: 'whatsapp',
  status: 'pending',
  owner: 'queue',
  epoch: 1,
  customer: '•••• 7',
  reason: 'asked',
  lastInboundAt: 0,
  dueAt,
  ...more,
});
const counts = { needsPerson: 2, mine: 0, bot: 5, cases: 0, callBacks: 0, team: 0 };
const list: WorkList = { rows: [row('a', 10), row('b', 30)], counts };
const scope: ListScope = { view: 'needsPerson' };
const ids = ({ rows }: WorkList) => rows.map(({ conversationId }) => conversationId);

it('puts a new row where it is due', () => {
  const after = placeRow(list, row('c', 20), scope);
  expect(ids(after)).toEqual(['a', 'c', 'b']);
  expect(after.counts.needsPerson).toBe(3);
});

it('moves a row that is due later than before', () => {
  const after = placeRow(list, row('a', 40), scope);
  expect(ids(after)).toEqual(['b', 'a']);
  expect(after.counts).toEqual(counts);
});

it('takes a row out when somebody took the conversation over, and counts it where it went', () => {
  const after = placeRow(list, row('a', 10, { view: 'mine', owner: 'agent:anna' }), scope);
  expect(ids(after)).toEqual(['b']);
  expect(after.counts).toEqual({ ...counts, needsPerson: 1, mine: 1 });
});

it('leaves out what the filters leave out', () => {
  const filtered = { ...scope, market: 'TH' } as const;
  expect(placeRow(list, row('c', 20), filtered)).toBe(list);
});

it('does not put a row behind the last one that is loaded while there are more', () => {
  const after = placeRow({ ...list, next: 'n' }, row('c', 99), scope);
  expect(ids(after)).toEqual(['a', 'b']);
  expect(after.counts.needsPerson).toBe(3);
});

it('knows a case of a conversation from the conversation', () => {
  const after = placeRow(list, row('a', 20, { itemId: 'case-1' }), scope);
  expect(ids(after)).toEqual(['a', 'a', 'b']);
});

it('drops a conversation that left', () => {
  const after = dropConversation(list, 'b', 'needsPerson');
  expect(ids(after)).toEqual(['a']);
  expect(after.counts.needsPerson).toBe(1);
});
