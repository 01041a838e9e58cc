import { twilioHosts, type WhatsAppAccount } from '../adapters/channels/whatsapp/accounts';
import type { HttpOptions } from '../adapters/http';
import { type BankOf, bankHosts } from '../bot/banks';
import type { Config } from '../bot/config';
import { hubHosts } from '../bot/hubConfig';
import { oidcHosts } from '../bot/staff/oidcConfig';
import { steadily } from './steadily';

/** The hosts the process may call: the banks', Twilio's, the staff's sign-in, the contact centre's, and nobody else's. */
export function egressOf(config: Config, bankOf: BankOf, accounts: readonly WhatsAppAccount[]): HttpOptions {
  const { allowedHosts, privateHosts } = bankHosts(config.markets, bankOf);
  const staff = oidcHosts(config.oidc);
  const hub = hubHosts(config.hub);
  return {
    allowedHosts: [...allowedHosts, ...twilioHosts(accounts), ...staff.allowedHosts, ...hub.allowedHosts],
    privateHosts: [...(privateHosts ?? []), ...staff.privateHosts, ...hub.privateHosts],
    clock: steadily,
  };
}
