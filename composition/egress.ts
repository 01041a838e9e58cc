import { twilioHosts, type WhatsAppAccount } from '../adapters/channels/whatsapp/accounts';
import type { HttpOptions } from '../adapters/http';
import { type BankOf, bankHosts } from '../bot/banks';
import type { Config } from '../bot/config';
import { steadily } from './steadily';

/** The hosts the process may call: the banks', Twilio's, and nobody else's. */
export function egressOf(config: Config, bankOf: BankOf, accounts: readonly WhatsAppAccount[]): HttpOptions {
  const { allowedHosts, privateHosts } = bankHosts(config.markets, bankOf);
  return { allowedHosts: [...allowedHosts, ...twilioHosts(accounts)], privateHosts, clock: steadily };
}
