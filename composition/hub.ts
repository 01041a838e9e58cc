import type { Http } from '../adapters/http';
import type { AgentHub } from '../adapters/hubs/agentHub';
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

/** The contact centre that is asked when a customer needs a person; undefined: people help at our own desk alone. */
export function hubOf(parts: HubParts): AskedHub | undefined {
  const { hub } = parts.config;
  if (hub === undefined) return undefined;
  const { shows, patienceMinutes, personName } = hub;
  return { centre: centreOf(parts, hub), shown: shows, patienceMs: patienceMinutes * 60_000, personName };
}

/** Whether a centre has people for a market: whether any of them is there it alone knows. */
export function asksHub({ hub }: Config, market: Market): boolean {
  return hub !== undefined && (hub.markets?.includes(market) ?? true);
}

/** Loaded only where there is one. */
function centreOf({ http, log }: HubParts, { url, keys, markets, queues }: HubConfig): AgentHub {
  const { createWebhookHub }: typeof import('../adapters/hubs/webhook') = require('../adapters/hubs/webhook');
  return createWebhookHub({ url, keys, ...scope({ markets, queues }), http, clock: Date.now, log });
}

function scope({ markets, queues }: Pick<HubConfig, 'markets' | 'queues'>) {
  return { ...(markets && { markets }), ...(queues && { queues }) };
}
