import type { Resources } from '../../dialogs/texts';
import type { Catalogue } from '../../machines/check';
import { MARKETS, type Market, type MarketProfile } from '../../machines/market';
import type { StudioWorld } from './contract';
import { productWords } from './productWords';

/** What the page needs of the product around a flow. */
export function studioWorld(
  profiles: Readonly<Record<Market, MarketProfile>>,
  catalogue: Catalogue,
  resources: Resources,
): StudioWorld {
  const { button, row, buttons, body } = catalogue.limits;
  return {
    markets: MARKETS.map((market) => marketOf(profiles[market], catalogue)),
    limits: { button, row, buttons, body },
    texts: productWords(resources),
  };
}

function marketOf({ market, name, locales, defaultLocale }: MarketProfile, { markets }: Catalogue) {
  const world = markets[market];
  return {
    market,
    name,
    locales,
    defaultLocale,
    channels: world?.hasMessenger ? (['webchat', 'whatsapp'] as const) : (['webchat'] as const),
    requiredConsents: world?.requiredConsents ?? [],
    requiredFields: world?.requiredFields ?? [],
    longestValues: world?.longestValues ?? {},
  };
}
