import type { MarketProfile } from '../../machines/market';
import { nextQuarter } from '../localTime';
import { nextSlot, type Slot } from './callSlots';

const HOUR_MS = 3_600_000;
/** A customer does not wait by the telephone for longer. */
const LONGEST_MS = 3 * HOUR_MS;
const SHORTEST_MS = HOUR_MS / 2;
/** So many times are offered. */
const MOST_SLOTS = 12;

/**
 * When a call could be promised: the next hours in which the market's people call, soonest first. Worked out once a
 * quarter of an hour, since the calendars of time zones are slow to ask.
 */
export function promisableSlots(market: MarketProfile, now: number): readonly Slot[] {
  const from = nextQuarter(now);
  const known = memo.get(market);
  if (known?.from === from) return known.slots;
  const slots: Slot[] = [];
  for (
    let open = nextSlot(market, from);
    open !== undefined && slots.length < MOST_SLOTS;
    open = nextSlot(market, open.to)
  ) {
    for (let at = open.from; open.to - at >= SHORTEST_MS; at += LONGEST_MS) {
      slots.push({ from: at, to: Math.min(at + LONGEST_MS, open.to) });
    }
  }
  const offered = slots.slice(0, MOST_SLOTS);
  memo.set(market, { from, slots: offered });
  return offered;
}

const memo = new WeakMap<MarketProfile, { readonly from: number; readonly slots: readonly Slot[] }>();
