import { type Locale, Market, type MarketLocale } from '../../../machines/market';
import type { JsonObject } from './json';
import { MARKET_DISABLED, Refusal } from './refusal';

/** What this channel needs to know of a market; undefined for one that is not served at all. */
export interface MarketInfo {
  readonly enabled: boolean;
  readonly locales: readonly MarketLocale[];
  readonly defaultLocale: Locale;
  readonly bankName: string;
}

export type MarketLookup = (market: Market) => MarketInfo | undefined;

export interface ChosenMarket {
  readonly market: Market;
  readonly info: MarketInfo;
  /** Only when the caller asked for one; otherwise the conversation may ask the customer. */
  readonly locale?: Locale;
}

/** The market and language a caller asks for, if we serve them. */
export function chooseMarket(body: JsonObject, marketInfo: MarketLookup): ChosenMarket | Refusal {
  if (body.market === undefined)
    return new Refusal(400, 'MissingProperty', 'The body needs "market", for example "SG".');
  const market = Market.safeParse(body.market);
  const info = market.success ? marketInfo(market.data) : undefined;
  if (!market.success || info === undefined)
    return new Refusal(404, 'UnknownMarket', 'This market is not served here.');
  if (!info.enabled) return MARKET_DISABLED;
  if (body.locale === undefined || body.locale === null) return { market: market.data, info };
  const wanted = String(body.locale).toLowerCase();
  const locale = info.locales.find(({ tag }) => tag.toLowerCase() === wanted)?.tag;
  return locale === undefined ? localeNotOffered(info) : { market: market.data, info, locale };
}

function localeNotOffered(info: MarketInfo): Refusal {
  const locales = info.locales.map(({ tag }) => tag);
  const message = `This market does not offer that language. It offers: ${locales.join(', ')}.`;
  return new Refusal(400, 'LocaleNotOffered', message, { details: { locales } });
}
