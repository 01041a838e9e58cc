import type { WhatsAppAccount } from '../adapters/channels/whatsapp/accounts';
import { MARKET_PROFILES } from '../adapters/markets';
import { createCarryCodes } from '../bot/carryOver/codes';
import { type CarryOver, createCarryOver } from '../bot/carryOver/links';
import type { Config } from '../bot/config';
import { deriveKey } from '../bot/telemetry';
import type { Market } from '../machines/market';

/** How applications are gone on with elsewhere. */
export function carryOverOf(config: Config, accounts: readonly WhatsAppAccount[]): CarryOver {
  return createCarryOver({
    codes: createCarryCodes(deriveKey(config.masterKey, 'carry over')),
    publicBaseUrl: config.publicBaseUrl,
    whatsAppNumber: (market) => numberOf(accounts, market),
  });
}

/** Of the first sender for that market, where the market allows it. */
function numberOf(accounts: readonly WhatsAppAccount[], market: Market): string | undefined {
  if (!MARKET_PROFILES[market].channels.whatsapp) return undefined;
  const senders = accounts.flatMap((account) => account.senders);
  return senders.find(({ markets }) => markets.includes(market))?.address.replace(/\D/g, '');
}
