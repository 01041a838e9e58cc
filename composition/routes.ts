import { randomBytes } from 'node:crypto';
import { type BotFrameworkOptions, createBotFramework } from '../adapters/channels/botframework';
import type { ConversationGateway } from '../adapters/channels/channel';
import { MARKET_PROFILES } from '../adapters/markets';
import type { Route } from '../adapters/route';
import type { Bot } from '../bot/composeBot';
import type { Config } from '../bot/config';
import type { Erasures } from '../bot/operator/erasure';
import type { PeopleOf } from '../bot/operator/vouching';
import type { EdgeLog, Log } from '../bot/telemetry';
import type { Texts } from '../dialogs/texts';
import { MARKETS } from '../machines/market';
import { sandboxBankProfile } from '../sandbox/bankProfiles';
import { SHARED_SENDER, sandboxSenderOf } from '../sandbox/twilioAccount';
import type { Erasure, Store } from '../store/store';
import { createPages } from '../web/pages';
import { keyedHash } from './keyedHash';
import type { MarketInfoOf } from './marketInfo';

/** The pages of customers, and of those who try the sandbox. */
export function pagesOf(config: Config, directory: string, texts: Texts, marketInfo: MarketInfoOf): readonly Route[] {
  const { enabled, bankPort, twilioPort } = config.sandbox;
  const sandbox = {
    bankName: sandboxBankProfile(MARKETS[0]).name,
    bankPort,
    twilioPort,
    senderOf: sandboxSenderOf,
    sharedSender: SHARED_SENDER,
  };
  return createPages({ profiles: MARKET_PROFILES, marketInfo, texts, directory, ...(enabled ? { sandbox } : {}) });
}

/** `/api/messages` for Azure Bot Service, when a bot is registered. botbuilder is loaded only then. */
export function botFrameworkRoutes(
  { botFramework }: Config,
  gateway: ConversationGateway,
  marketInfo: MarketInfoOf,
  { log, handoff }: Pick<BotFrameworkOptions, 'handoff'> & { readonly log: EdgeLog },
): readonly Route[] {
  if (botFramework === undefined) return [];
  const { bankName } = marketInfo(botFramework.market);
  const passing = handoff ? { handoff } : {};
  return createBotFramework({
    ...botFramework,
    ...passing,
    bankName,
    gateway,
    clock: Date.now,
    random: randomBytes,
    log,
  });
}

/** Loaded only where there are operators. */
export function operatorRoutes({ config, ...parts }: OperatorRoutesParts): readonly Route[] {
  if (config.operators.length === 0) return [];
  const { composeOperatorDoor }: typeof import('../bot/operator/composeDoor') = require('../bot/operator/composeDoor');
  const seal = keyedHash(config, 'audit');
  return composeOperatorDoor({ ...parts, config, seal, clock: Date.now });
}

interface OperatorRoutesParts {
  readonly config: Config;
  readonly bot: Bot;
  readonly store: Store & Erasure;
  readonly people: PeopleOf;
  readonly log: Log;
  readonly erasures: Erasures;
}
