import { MARKET_PROFILES } from '../../../adapters/markets';
import { isCallSlot } from '../../../bot/desk/callSlots';
import { promisableSlots } from '../../../bot/desk/promisableSlots';
import { MARKETS } from '../../../machines/market';

/** A Wednesday night in Europe, a Thursday morning in Asia. */
const NIGHT = Date.UTC(2026, 10, 25, 23, 7);

it.each(MARKETS)('in %s there are times that a call can be promised for, soonest first', (market) => {
  const profile = MARKET_PROFILES[market];
  const slots = promisableSlots(profile, NIGHT);
  expect(slots.length).toBeGreaterThan(5);
  for (const slot of slots) expect(isCallSlot(profile, slot, NIGHT)).toBe(true);
  expect(slots.map(({ from }) => from)).toEqual(slots.map(({ from }) => from).toSorted((one, other) => one - other));
  expect(promisableSlots(profile, NIGHT + 60_000)).toBe(slots);
});
