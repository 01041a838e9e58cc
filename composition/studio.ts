import { MARKET_PROFILES } from '../adapters/markets';
import type { Bot } from '../bot/composeBot';
import { readLocales } from '../bot/loadTexts';
import { checkContent } from '../bot/studio/checkContent';
import { createDrafts } from '../bot/studio/drafts';
import { studioWorld } from '../bot/studio/studioWorld';
import type { Register, Store } from '../store/store';
import type { GuardedRoute } from '../web/auth/guard';
import { createStudioRoutes } from '../web/studio/routes';

export interface StudioParts {
  readonly bot: Pick<Bot, 'catalogue'>;
  readonly store: Store & Register;
}

/** Where flows are changed: every route, with its policy. Nothing is read or built before somebody asks for it. */
export function studioTable({ bot, store }: StudioParts): readonly GuardedRoute[] {
  return createStudioRoutes({
    drafts: createDrafts(store, Date.now),
    check: (flow, words) => checkContent(flow, words, bot.catalogue()),
    world: () => studioWorld(MARKET_PROFILES, bot.catalogue(), readLocales()),
    version: '',
  });
}
