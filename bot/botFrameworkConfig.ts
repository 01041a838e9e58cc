import { z } from 'zod';
import { Market } from '../machines/market';

/** The part of the configuration that exists only with a bot of Azure Bot Service. */
export interface BotFrameworkConfig {
  readonly appId: string;
  readonly tenantId: string;
  readonly password: string;
  readonly market: Market;
}

/** The variables of a registration. */
export const BotFrameworkEnvironment = z.object({
  MICROSOFT_APP_ID: z.string().optional(),
  MICROSOFT_APP_TENANT_ID: z.string().optional(),
  MICROSOFT_APP_PASSWORD: z.string().optional(),
  MICROSOFT_APP_MARKET: Market.optional(),
});
type BotFrameworkEnvironment = z.infer<typeof BotFrameworkEnvironment>;

/** A registration of Azure Bot Service serves one market, and exists whole or not at all. */
export function readBotFramework(
  env: BotFrameworkEnvironment & { readonly WORKERS: number },
  problems: string[],
): BotFrameworkConfig | undefined {
  const { MICROSOFT_APP_ID: appId, MICROSOFT_APP_TENANT_ID: tenantId } = env;
  const { MICROSOFT_APP_PASSWORD: password, MICROSOFT_APP_MARKET: market } = env;
  if ([appId, tenantId, password, market].every((value) => value === undefined)) return undefined;
  if (appId !== undefined && tenantId !== undefined && password !== undefined && market !== undefined) {
    if (env.WORKERS > 1)
      problems.push('WORKERS: 1 with Azure Bot Service, where only the process that heard a customer can answer');
    return { appId, tenantId, password, market };
  }
  problems.push('MICROSOFT_APP_ID, _TENANT_ID, _PASSWORD and _MARKET: give all four or none');
  return undefined;
}
