import type { Weekday } from '../machines/market';

const QUARTER_MS = 15 * 60_000;

/** Every zone of the world is some quarters of an hour from UTC, so hours begin at one. */
export function nextQuarter(at: number): number {
  return (Math.floor(at / QUARTER_MS) + 1) * QUARTER_MS;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Weekday and `HH:MM` as the clocks there show them, daylight saving included. */
export function localTime(at: number, timeZone: string): { readonly day: Weekday; readonly time: string } {
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
