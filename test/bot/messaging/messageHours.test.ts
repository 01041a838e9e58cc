import { MARKET_PROFILES } from '../../../adapters/markets';
import { nextMessageTime } from '../../../bot/messaging/messageHours';
import { MARKETS, type Market } from '../../../machines/market';

const HOUR_MS = 3_600_000;
const at = (iso: string) => Date.parse(iso);
const shown = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());
const next = (market: Market, from: string, before: string) =>
  shown(nextMessageTime(MARKET_PROFILES[market], { from: at(from), before: at(before) }));

describe('the hours of messages nobody waits for', () => {
  it('are now, to the millisecond, when it is allowed now', () => {
    // Wednesday, 14:07 in Singapore.
    expect(next('SG', '2026-11-18T06:07:08.009Z', '2026-11-19T00:00:00Z')).toBe('2026-11-18T06:07:08.009Z');
  });

  it('end with the minute the market names', () => {
    expect(next('SG', '2026-11-18T12:59:59.999Z', '2026-11-18T20:00:00Z')).toBe('2026-11-18T12:59:59.999Z');
    expect(next('SG', '2026-11-18T13:00:00Z', '2026-11-19T09:00:00Z')).toBe('2026-11-19T01:00:00.000Z');
  });

  it('are none when the market opens too late', () => {
    expect(next('SG', '2026-11-18T13:00:00Z', '2026-11-19T01:00:00Z')).toBeUndefined();
    expect(next('SG', '2026-11-18T13:00:00Z', '2026-11-18T13:00:00Z')).toBeUndefined();
    expect(next('SG', '2026-11-18T06:00:00Z', '2026-11-18T05:00:00Z')).toBeUndefined();
  });

  it('leave out the days a market leaves out', () => {
    // Saturday evening in India: Monday at nine. In Thailand the whole weekend is left out.
    expect(next('IN', '2026-11-21T13:00:00Z', '2026-11-30T00:00:00Z')).toBe('2026-11-23T03:30:00.000Z');
    expect(next('TH', '2026-11-20T12:00:00Z', '2026-11-30T00:00:00Z')).toBe('2026-11-23T02:00:00.000Z');
    // The Emirates write at weekends, from noon to five.
    expect(next('AE', '2026-11-21T05:00:00Z', '2026-11-30T00:00:00Z')).toBe('2026-11-21T08:00:00.000Z');
  });

  it('are allowed in every zone of the market at once', () => {
    // 09:15 in Sydney is 06:15 in Perth, which sleeps until nine; 18:00 in Perth is 21:00 in Sydney.
    expect(next('AU', '2026-11-17T22:15:00Z', '2026-11-19T00:00:00Z')).toBe('2026-11-18T01:00:00.000Z');
    expect(next('AU', '2026-11-18T10:00:00Z', '2026-11-20T00:00:00Z')).toBe('2026-11-19T01:00:00.000Z');
    // Papua closes at 18:00, two hours before Jakarta's clocks show it.
    expect(next('ID', '2026-11-18T09:00:00Z', '2026-11-20T00:00:00Z')).toBe('2026-11-19T01:00:00.000Z');
    // Saturday in Sydney is still Saturday in Perth; at five in Sydney it is over in both.
    expect(next('AU', '2026-11-21T06:00:00Z', '2026-11-30T00:00:00Z')).toBe('2026-11-23T01:00:00.000Z');
  });

  it('follow the clocks when they change', () => {
    // Poland: nine hours later on the day the clocks go forward, and back again in October.
    expect(next('PL', '2027-03-26T20:00:00Z', '2027-03-30T00:00:00Z')).toBe('2027-03-27T07:00:00.000Z');
    expect(next('PL', '2027-03-27T20:00:00Z', '2027-03-30T00:00:00Z')).toBe('2027-03-29T06:00:00.000Z');
    expect(next('PL', '2026-10-24T20:00:00Z', '2026-10-28T00:00:00Z')).toBe('2026-10-26T07:00:00.000Z');
    // In the southern summer Perth is three hours behind Sydney, in its winter two.
    expect(next('AU', '2026-06-17T09:30:00Z', '2026-06-19T00:00:00Z')).toBe('2026-06-17T09:30:00.000Z');
    expect(next('AU', '2026-11-18T09:30:00Z', '2026-11-20T00:00:00Z')).toBe('2026-11-19T01:00:00.000Z');
  });

  it.each(MARKETS)('exist on every weekday of %s, within a day of any moment of it', (market) => {
    const profile = MARKET_PROFILES[market];
    const monday = at('2026-11-16T12:00:00Z');
    for (let hours = 0; hours < 72; hours++) {
      const from = monday + hours * HOUR_MS;
      const found = nextMessageTime(profile, { from, before: from + 24 * HOUR_MS });
      expect(found).toBeGreaterThanOrEqual(from);
    }
  });

  it.each(MARKETS)('are written so that they compare as texts in %s', (market) => {
    for (const { from, to, days } of MARKET_PROFILES[market].messageHours) {
      expect([from, to]).toEqual([
        expect.stringMatching(/^[0-2]\d:[0-5]\d$/),
        expect.stringMatching(/^[0-2]\d:[0-5]\d$/),
      ]);
      expect(from < to).toBe(true);
      expect(days.length).toBeGreaterThan(0);
    }
  });
});
