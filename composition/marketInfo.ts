import { MARKET_PROFILES } from '../adapters/markets';
import type { BankOf } from '../bot/banks';
import type { Config } from '../bot/config';
import type { Market } from '../machines/market';

/** What channels and pages may know of a market. */
export type MarketInfoOf = ReturnType<typeof marketLookup>;

export function marketLookup(config: Config, bankOf: BankOf) {
  return (market: Market) => {
    const { locales, defaultLocale, channels } = MARKET_PROFILES[market];
    const enabled = config.markets.includes(market);
    const bankName = enabled ? bankOf(market).profile.name : '';
    return { enabled, locales, defaultLocale, bankName, whatsapp: channels.whatsapp };
  };
}
