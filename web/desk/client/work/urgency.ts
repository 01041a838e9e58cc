import type { WorkRow } from '../../../../bot/desk/contract';
import { texts } from '../texts';

/** How pressing a row is, and why, in words. */
export interface Urgency {
  readonly level: 'calm' | 'soon' | 'now';
  readonly words: string;
}

const MINUTE = 60_000;
const SOON_MS = 60 * MINUTE;
const NOW_MS = 10 * MINUTE;

/** The soonest of all that is due decides, as it does for the order of the list. */
export function urgencyOf(row: WorkRow, now: number): Urgency {
  if (row.view === 'callBacks') return callUrgency(row, now);
  const { until, since } = texts.urgency;
  const all = [
    { at: row.slaAt, ahead: until.sla, past: since.sla },
    { at: row.windowClosesAt, ahead: until.window, past: () => texts.urgency.windowClosed },
  ];
  const due = all
    .flatMap(({ at, ...words }) => (at === undefined ? [] : [{ at, ...words }]))
    .sort((one, other) => one.at - other.at)[0];
  if (row.opensAt !== undefined && row.opensAt > now)
    return { level: 'calm', words: until.opens(spanOf(row.opensAt - now)) };
  if (due === undefined) return { level: 'calm', words: since.wrote(spanOf(now - row.lastInboundAt)) };
  const left = due.at - now;
  if (left <= 0) return { level: 'now', words: due.past(spanOf(-left)) };
  return { level: levelOf(left), words: due.ahead(spanOf(left)) };
}

/** A call is due from the beginning of its slot, and late after the end. */
function callUrgency({ dueAt, slaAt = dueAt }: WorkRow, now: number): Urgency {
  const { until, since, callNow } = texts.urgency;
  if (now < dueAt) return { level: levelOf(dueAt - now), words: until.call(spanOf(dueAt - now)) };
  if (now < slaAt) return { level: 'now', words: callNow(spanOf(slaAt - now)) };
  return { level: 'now', words: since.call(spanOf(now - slaAt)) };
}

/** Within what time they were to be served. */
export function promiseOf({ withinMs }: WorkRow): string | undefined {
  return withinMs === undefined ? undefined : texts.urgency.within(spanOf(withinMs));
}

/** A length of time as people say it, rounded down, so that nobody is promised a minute they do not have. */
export function spanOf(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE));
  if (minutes < 1) return texts.span.lessThanMinute;
  if (minutes < 60) return texts.span.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return texts.span.hours(hours, minutes % 60);
  return texts.span.days(Math.floor(hours / 24));
}

function levelOf(left: number): Urgency['level'] {
  if (left <= NOW_MS) return 'now';
  return left <= SOON_MS ? 'soon' : 'calm';
}
