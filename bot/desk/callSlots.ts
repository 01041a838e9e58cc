import type { MarketProfile } from '../../machines/market';
import { localTime, nextQuarter } from '../localTime';

/** When a customer is to be called, epoch milliseconds. */
export interface Slot {
  readonly from: number;
  readonly to: number;
}

const DAY_MS = 24 * 3_600_000;
/** So far ahead a call is planned. */
const LATEST_MS = 30 * DAY_MS;
const SHORTEST_MS = 15 * 60_000;
/** Further than this there are people on some day of any market. */
const SEARCHED_MS = 14 * DAY_MS;

/** The parts of a day that customers choose from, as `localRows.ts` lists them. */
const PARTS_OF_DAY: Readonly<Record<string, Hours>> = {
  MORNING: { from: '09:00', to: '12:00' },
  AFTERNOON: { from: '12:00', to: '17:00' },
  EVENING: { from: '17:00', to: '20:00' },
};

interface Hours {
  readonly from: string;
  readonly to: string;
}

/**
 * The first slot from `at` on in which the market's people call, in the part of the day that the customer asked for;
 * where nobody works then, in any. Undefined when there is none for two weeks.
 */
export function nextSlot(market: MarketProfile, at: number, contactTime = 'ANY'): Slot | undefined {
  const wanted = PARTS_OF_DAY[contactTime];
  return (wanted && firstSlot(market, at, wanted)) ?? firstSlot(market, at, ALL_DAY);
}

const ALL_DAY: Hours = { from: '00:00', to: '24:00' };

/** Whether the market's people call then, soon enough and for long enough to be of use. */
export function isCallSlot(market: MarketProfile, { from, to }: Slot, now: number): boolean {
  const isPlannable = from >= now && from <= now + LATEST_MS && to - from >= SHORTEST_MS && to - from < DAY_MS;
  if (!isPlannable) return false;
  for (let at = from; at < to; at = nextQuarter(at)) if (!isCallTime(market, at, ALL_DAY)) return false;
  return true;
}

function firstSlot(market: MarketProfile, at: number, wanted: Hours): Slot | undefined {
  let from = at;
  while (!isCallTime(market, from, wanted)) {
    from = nextQuarter(from);
    if (from > at + SEARCHED_MS) return undefined;
  }
  let to = nextQuarter(from);
  while (isCallTime(market, to, wanted)) to = nextQuarter(to);
  return to - from >= SHORTEST_MS ? { from, to } : firstSlot(market, to, wanted);
}

/** Where the market has several time zones and the customer's is not known, it must be such a time in all of them. */
function isCallTime(market: MarketProfile, at: number, wanted: Hours): boolean {
  const { from, to } = hoursOf(market);
  return market.timeZones.every((zone) => {
    const { day, time } = localTime(at, zone);
    const isDay = market.messageHours.some(({ days }) => days.includes(day));
    return isDay && [wanted, { from, to }].every((hours) => hours.from <= time && time < hours.to);
  });
}

/** As the market's text has them, `09:00–18:00 (GMT+7)`: a test holds every market to that. */
function hoursOf({ contactHours }: MarketProfile): Hours {
  const [, from = ALL_DAY.from, to = ALL_DAY.to] = /^(\d\d:\d\d)–(\d\d:\d\d)/.exec(contactHours) ?? [];
  return { from, to };
}
