import type { MarketProfile, Weekday } from '../../machines/market';

/**
 * The first moment from `from` on, and before `before`, at which the market allows a message nobody waits for. Where
 * the market has several time zones and the customer's is not known, it must be allowed in all of them.
 */
export function nextMessageTime(
  market: MarketProfile,
  { from, before }: { readonly from: number; readonly before: number },
): number | undefined {
  for (let at = from; at < before; at = nextQuarter(at)) {
    if (market.timeZones.every((zone) => isAllowed(market, at, zone))) return at;
  }
  return undefined;
}

const QUARTER_MS = 15 * 60_000;

/** Every zone of the world is some quarters of an hour from UTC, so hours begin at one. */
function nextQuarter(at: number): number {
  return (Math.floor(at / QUARTER_MS) + 1) * QUARTER_MS;
}

function isAllowed({ messageHours }: MarketProfile, at: number, zone: string): boolean {
  const { day, time } = localTime(at, zone);
  return messageHours.some(({ days, from, to }) => days.includes(day) && from <= time && time < to);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Weekday and `HH:MM` as the clocks there show them, daylight saving included. */
function localTime(at: number, timeZone: string): { readonly day: Weekday; readonly time: string } {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  // The short English weekday is what `Weekday` names.
  return { day: parts.get('weekday') as Weekday, time: `${parts.get('hour')}:${parts.get('minute')}` };
}
