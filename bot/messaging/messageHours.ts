import type { MarketProfile } from '../../machines/market';
import { localTime, nextQuarter } from '../localTime';

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

function isAllowed({ messageHours }: MarketProfile, at: number, zone: string): boolean {
  const { day, time } = localTime(at, zone);
  return messageHours.some(({ days, from, to }) => days.includes(day) && from <= time && time < to);
}
