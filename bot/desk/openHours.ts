import type { Market } from '../../machines/market';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** When people of a market work: the span that `at` is in, or the next one. */
export type OpenHours = (market: Market, at: number) => Span | undefined;

const QUARTER_MS = 15 * 60_000;
const MOST = 2_000;

/** Looks a span up once for all times that fall into it: to find one walks over a calendar. */
export function rememberedHours(find: OpenHours): OpenHours {
  const known = new Map<string, Span | undefined>();
  return (market, at) => {
    // Hours begin and end at a quarter wherever there are clocks, so all of one quarter are in the same span.
    const quarter = Math.floor(at / QUARTER_MS) * QUARTER_MS;
    const key = `${market} ${quarter}`;
    if (!known.has(key)) {
      const [oldest] = known.keys();
      if (known.size >= MOST && oldest !== undefined) known.delete(oldest);
      known.set(key, find(market, quarter));
    }
    const span = known.get(key);
    return span && { from: Math.max(span.from, at), to: span.to };
  };
}
