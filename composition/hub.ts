import { BOT_FRAMEWORK_PREFIX } from '../adapters/channels/botframework';
import type { Http } from '../adapters/http';
import type { AgentHub } from '../adapters/hubs/agentHub';
import type { BotFrameworkHandoff } from '../adapters/hubs/botFramework';
import type { HubScope } from '../adapters/hubs/serves';
import type { Config } from '../bot/config';
import type { AskedHub } from '../bot/hub/composeHub';
import type { HubConfig } from '../bot/hubConfig';
import type { EdgeLog } from '../bot/telemetry';
import type { Market } from '../machines/market';

export interface HubParts {
  readonly config: Config;
  readonly http: Http;
  readonly log: EdgeLog;
}

/** What is asked when a customer needs a person, and the channel that it stands behind, where it stands behind one. */
export interface Hub extends AskedHub {
  readonly handoff?: BotFrameworkHandoff;
}

/** The contact centre of the bank; undefined: people help at our own desk alone. */
export function hubOf(parts: HubParts): Hub | undefined {
  const { hub } = parts.config;
  if (hub === undefined) return undefined;
  const { shows, patienceMinutes, personName } = hub;
  return { ...centreOf(parts, hub), shown: shows, patienceMs: patienceMinutes * 60_000, personName };
}

/** Whether a centre has people for a market: whether any of them is there it alone knows. */
export function asksHub({ hub }: Config, market: Market): boolean {
  return hub !== undefined && (hub.markets?.includes(market) ?? true);
}

/** Each is loaded only where it is the one. */
function centreOf(
  { config, http, log }: HubParts,
  hub: HubConfig,
): { centre: AgentHub; handoff?: BotFrameworkHandoff } {
  const scope = scopeOf(hub);
  switch (hub.kind) {
    case 'webhook': {
      const { url, keys } = hub;
      const { createWebhookHub }: typeof import('../adapters/hubs/webhook') = require('../adapters/hubs/webhook');
      return { centre: createWebhookHub({ url, keys, ...scope, http, clock: Date.now, log }) };
    }
    case 'botFramework': {
      const {
        createBotFrameworkHub,
      }: typeof import('../adapters/hubs/botFramework') = require('../adapters/hubs/botFramework');
      const { statusFrom } = hub;
      const centre = createBotFrameworkHub({
        ...scope,
        prefix: BOT_FRAMEWORK_PREFIX,
        ...(statusFrom && { statusFrom }),
      });
      return { centre, handoff: centre };
    }
    case 'flex': {
      const { kind: _kind, shows: _shows, patienceMinutes: _patience, personName: _name, ...account } = hub;
      const { createFlexHub }: typeof import('../adapters/hubs/flex') = require('../adapters/hubs/flex');
      const { publicBaseUrl } = config;
      return { centre: createFlexHub({ ...account, ...scope, http, publicBaseUrl, log }) };
    }
  }
}

function scopeOf({ markets, queues }: HubConfig): HubScope {
  return { ...(markets && { markets }), ...(queues && { queues }) };
}
