import type { WorkRow } from '../../../../bot/desk/contract';
import { urgencyOf } from '../../../../web/desk/client/work/urgency';

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;
const row = (more: Partial<WorkRow>) =>
  ({ view: 'needsPerson', dueAt: 0, lastInboundAt: NOW - 2 * MINUTE, ...more }) as WorkRow;

it.each([
  ['answer due in 12 min', 'soon', { slaAt: NOW + 12.9 * MINUTE, windowClosesAt: NOW + 60 * MINUTE }],
  ['window closes in 9 min', 'now', { slaAt: NOW + 30 * MINUTE, windowClosesAt: NOW + 9 * MINUTE }],
  ['window closes in 23 h 5 min', 'calm', { windowClosesAt: NOW + (23 * 60 + 5) * MINUTE }],
  ['answer overdue by 3 min', 'now', { slaAt: NOW - 3 * MINUTE }],
  ['window closed', 'now', { windowClosesAt: NOW - 3 * MINUTE }],
  ['hours begin in 2 h', 'calm', { slaAt: NOW - MINUTE, opensAt: NOW + 120 * MINUTE }],
  ['call due in under 1 min', 'now', { view: 'callBacks', dueAt: NOW + 10_000 }],
  ['call now, 20 min left', 'now', { view: 'callBacks', dueAt: NOW - MINUTE, slaAt: NOW + 20 * MINUTE, opensAt: NOW }],
  ['call overdue by 5 min', 'now', { view: 'callBacks', dueAt: NOW - 65 * MINUTE, slaAt: NOW - 5 * MINUTE }],
  ['wrote 2 min ago', 'calm', {}],
] as const)('says "%s"', (words, level, more) => {
  expect(urgencyOf(row(more), NOW)).toEqual({ words, level });
});
