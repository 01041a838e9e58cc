import type { Route } from '../../adapters/route';
import type { MarketProfile } from '../../machines/market';
import { loadAssets } from '../chat/assets';
import { PAGE_HEADERS } from '../chat/html';
import { launcherPage } from './page';

/** A market as the launcher presents it. */
export interface LauncherMarket {
  readonly enabled: boolean;
  readonly profile: MarketProfile;
}

export interface LauncherRoutesOptions {
  readonly markets: readonly LauncherMarket[];
  /** Where the build put the launcher's stylesheet. */
  readonly assetsDir: string;
  readonly bankName: string;
}

/** The start page of the sandbox, `/`: every market, a way into each chat. To be mounted in the sandbox only. */
export function createLauncherRoutes(options: LauncherRoutesOptions): Route[] {
  const assets = loadAssets('/launcher/assets', options.assetsDir);
  const body = launcherPage(options.markets, options.bankName, assets.url('styles.css'));
  const get = { method: 'GET', maxBytes: 0, contentTypes: [] } as const;
  return [{ ...get, path: '/', handle: () => ({ status: 200, headers: PAGE_HEADERS, body }) }, assets.route];
}
