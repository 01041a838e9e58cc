import type { QuickReply } from './message';
import type { View } from './view';

/** When a customer can be called, epoch milliseconds. */
export interface CallTime {
  readonly from: number;
  readonly to: number;
}

/** As many as leave room for the way back to the assistant, and are seen at a glance. */
const MOST_OFFERED = 3;

/** The times that are offered to a customer whose number is known while nobody is at the desk. */
export function offeredCallTimes({ callTimes, facts }: View): readonly CallTime[] {
  return facts.fields.mobile?.value ? (callTimes?.() ?? []).slice(0, MOST_OFFERED) : [];
}

export function callTimeChoices(view: View): readonly QuickReply[] {
  return offeredCallTimes(view).map((time) => ({
    payload: `cmd|call:${time.from}-${time.to}`,
    label: labelOf(view, time),
  }));
}

/** Undefined for what we cannot have offered. */
export function readCallTime(argument: string): CallTime | undefined {
  const [, from, to] = /^(\d{1,15})-(\d{1,15})$/.exec(argument) ?? [];
  return from === undefined || to === undefined ? undefined : { from: Number(from), to: Number(to) };
}

/** `Tue 09:00–12:00`: short enough for a button of any channel. */
function labelOf(view: View, time: CallTime): string {
  return `${formatted(view, time.from, { weekday: 'short' })} ${hoursOf(view, time)}`;
}

/** `Tuesday 1 December 09:00–12:00 (GMT+7)`, by the clock of the market's first zone. */
export function callTimeWords(view: View, time: CallTime): string {
  const day = formatted(view, time.from, { weekday: 'long', day: 'numeric', month: 'long' });
  return `${day} ${hoursOf(view, time)} (${zoneOf(view, time)})`;
}

/** `Tuesday 1 December 09:00 (GMT+7)`, the same for one moment. */
export function momentWords(view: View, at: number): string {
  const day = formatted(view, at, { weekday: 'long', day: 'numeric', month: 'long' });
  return `${day} ${clockOf(view, at)} (${zoneOf(view, { from: at })})`;
}

function hoursOf(view: View, { from, to }: CallTime): string {
  return `${clockOf(view, from)}–${clockOf(view, to)}`;
}

/** With the digits that the market's own hours are written in. */
function clockOf({ market }: View, at: number): string {
  return format('en-GB', market.timeZones[0], CLOCK).format(at);
}

function zoneOf({ market }: View, { from }: Pick<CallTime, 'from'>): string {
  const parts = format('en-US', market.timeZones[0], ZONE).formatToParts(from);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

function formatted({ locale, market }: View, at: number, options: Intl.DateTimeFormatOptions): string {
  return format(locale, market.timeZones[0], { ...GREGORIAN, ...options }).format(at);
}

const CLOCK: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const ZONE: Intl.DateTimeFormatOptions = { timeZoneName: 'shortOffset' };
const GREGORIAN: Intl.DateTimeFormatOptions = { calendar: 'gregory', numberingSystem: 'latn' };

/** Said a few times in the life of a conversation: made anew each time. */
function format(locale: string, timeZone: string | undefined, options: Intl.DateTimeFormatOptions) {
  return new Intl.DateTimeFormat(locale, { ...options, ...(timeZone !== undefined && { timeZone }) });
}
