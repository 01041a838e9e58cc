import fc from 'fast-check';
import { dueAt } from '../../../bot/desk/dueAt';
import { rememberedHours } from '../../../bot/desk/openHours';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (time: string) => Date.parse(time);
const due = (since: string, hours: readonly [string, string] | undefined, closes?: string) => {
  const span = hours && { from: at(hours[0]), to: at(hours[1]) };
  const found = dueAt({
    since: at(since),
    withinMs: 5 * MINUTE,
    hours: span,
    ...(closes !== undefined && { windowClosesAt: at(closes) }),
  });
  const said = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());
  return { at: said(found.at), slaAt: said(found.slaAt), opensAt: said(found.opensAt) };
};
/** Hong Kong, nine to nine. */
const TODAY = ['2026-11-30T01:00:00.000Z', '2026-11-30T13:00:00.000Z'] as const;

it('is the service level while there are people', () => {
  const five = '2026-11-30T04:05:00.000Z';
  expect(due('2026-11-30T04:00:00.000Z', TODAY, '2026-12-01T04:00:00.000Z')).toEqual({ at: five, slaAt: five });
});

it('counts from when people begin, for who wrote at night', () => {
  expect(due('2026-11-29T20:00:00.000Z', TODAY)).toEqual({
    at: '2026-11-30T01:05:00.000Z',
    slaAt: '2026-11-30T01:05:00.000Z',
    opensAt: TODAY[0],
  });
});

it('is the end of the day for who could still be answered in it', () => {
  expect(due('2026-11-30T12:58:00.000Z', TODAY)).toEqual({ at: TODAY[1], slaAt: '2026-11-30T13:03:00.000Z' });
});

it('is the end of the window where that is soonest, also before people begin', () => {
  expect(due('2026-11-30T04:00:00.000Z', TODAY, '2026-11-30T04:01:00.000Z').at).toBe('2026-11-30T04:01:00.000Z');
  expect(due('2026-11-29T20:00:00.000Z', TODAY, '2026-11-29T22:00:00.000Z').at).toBe('2026-11-29T22:00:00.000Z');
});

it('goes by the time alone where nobody ever works', () => {
  expect(due('2026-11-30T04:00:00.000Z', undefined).at).toBe('2026-11-30T04:05:00.000Z');
});

it('is never later than any of what it is the soonest of, and the service level never before people can keep it', () => {
  const time = fc.integer({ min: 0, max: 100 * HOUR });
  fc.assert(
    fc.property(time, time, time, time, (since, wait, length, closes) => {
      const hours = { from: since + wait, to: since + wait + length };
      const found = dueAt({ since, withinMs: 5 * MINUTE, hours, windowClosesAt: closes });
      expect(found.at).toBe(Math.min(found.slaAt, closes, hours.to));
      expect(found.slaAt - Math.max(since, hours.from)).toBe(5 * MINUTE);
    }),
  );
});

describe('hours that were looked up once', () => {
  it('are those of the time that is asked about, wherever in a quarter it is', () => {
    const quarter = 15 * MINUTE;
    const open = { from: 8 * HOUR, to: 20 * HOUR };
    let looks = 0;
    const hours = rememberedHours((_market, time) => {
      looks += 1;
      return time < open.to ? { from: Math.max(open.from, time), to: open.to } : undefined;
    });
    for (const time of [9 * HOUR + 700, 9 * HOUR, 9 * HOUR + 1, 9 * HOUR + quarter - 1])
      expect(hours('SG', time)).toEqual({ from: time, to: open.to });
    expect(looks).toBe(1);
    expect(hours('SG', 3 * HOUR + 7)).toEqual(open);
    expect([hours('SG', 20 * HOUR), hours('SG', 20 * HOUR + 1)]).toEqual([undefined, undefined]);
    expect(looks).toBe(3);
    hours('HK', 9 * HOUR);
    expect(looks).toBe(4);
  });
});
