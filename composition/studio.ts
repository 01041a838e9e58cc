import { join } from 'node:path';
import { MARKET_PROFILES } from '../adapters/markets';
import type { BankOf } from '../bot/banks';
import type { Bot } from '../bot/composeBot';
import type { Config } from '../bot/config';
import { readLocales } from '../bot/loadTexts';
import { checkContent } from '../bot/studio/checkContent';
import { createDrafts } from '../bot/studio/drafts';
import { studioWorld } from '../bot/studio/studioWorld';
import { MARKETS } from '../machines/market';
import type { Register, Store } from '../store/store';
import { type AppPage, createAppPage } from '../web/auth/appPage';
import type { GuardedRoute } from '../web/auth/guard';
import { createStudioRoutes } from '../web/studio/routes';

export interface StudioParts {
  readonly studioPage: AppPage;
  readonly bot: Pick<Bot, 'catalogue'>;
  readonly store: Store & Register;
}

/** The page designers work on. Few open it: its files are read when somebody does. */
export function studioPageOf(config: Config, bankOf: BankOf, directory: string): AppPage {
  return createAppPage({
    app: 'studio',
    title: 'Studio',
    assetsDir: join(directory, 'studio'),
    isRare: true,
    bankName: bankOf(config.markets[0] ?? MARKETS[0]).profile.name,
    sandbox: config.sandbox.enabled,
  });
}

/** Where flows are changed: every route, with its policy. Nothing is read or built before somebody asks for it. */
export function studioTable({ studioPage: page, bot, store }: StudioParts): readonly GuardedRoute[] {
  const routes = createStudioRoutes({
    drafts: createDrafts(store, Date.now),
    check: (flow, words) => checkContent(flow, words, bot.catalogue()),
    world: () => studioWorld(MARKET_PROFILES, bot.catalogue(), readLocales()),
    version: page.version,
  });
  return [
    {
      method: 'GET',
      path: '/studio',
      maxBytes: 0,
      contentTypes: [],
      policy: { roles: 'everybody', market: 'own' },
      answers: 'page',
      handle: page.show,
    },
    { ...page.assets, policy: 'open' },
    ...routes,
  ];
}
