import { createProviderClock } from '../../../../../adapters/channels/whatsapp/outbound/providerClock';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const at = (ms: number) => new Date(NOW + ms).toUTCString();

it.each([
  ['the part of a second that a date leaves out', at(0), NOW + 999, NOW + 999, 0],
  ['the way of the question', at(0), NOW - 15_000, NOW, 0],
  ['the way of the answer', at(0), NOW, NOW + 15_000, 0],
  ['a minute that we are ahead', at(-60_000), NOW, NOW + 500, 59_000],
  ['a minute that we are behind', at(60_000), NOW - 500, NOW, -60_000],
])('knows %s', (_, date, askedAt, cameAt, aheadMs) => {
  const clock = createProviderClock();
  clock.heard(date, askedAt, cameAt);
  expect(clock.toOurs(NOW) - NOW).toBe(aheadMs);
  expect(clock.toOurs(clock.toTheirs(NOW))).toBe(NOW);
});

it('goes by the last answer that has a date', () => {
  const clock = createProviderClock();
  clock.heard(at(-60_000), NOW, NOW);
  clock.heard(undefined, NOW, NOW);
  clock.heard('yesterday', NOW, NOW);
  expect(clock.toOurs(NOW)).toBe(NOW + 59_000);
  clock.heard(at(0), NOW, NOW);
  expect(clock.toOurs(NOW)).toBe(NOW);
});
