import type { WhatsAppAccount, WhatsAppSender } from '../adapters/channels/whatsapp/accounts';
import { MARKETS, type Market } from '../machines/market';
import { SANDBOX_TEMPLATES } from './twilioTemplates';

/** Markets behind the number that serves several: whoever writes to it is asked for theirs. */
const SHARED: readonly [Market, ...Market[]] = ['HK', 'SG', 'MY'];

/** The number that serves several markets. */
export const SHARED_SENDER = 'whatsapp:+15550109000';

/**
 * The fictional Larkfield Bank's account at the sandbox Twilio. Sid and token open nothing anywhere else, and the
 * numbers are of the range kept for fiction.
 */
export function sandboxTwilioAccount(port: number): WhatsAppAccount {
  return {
    accountSid: 'AC5a6b0f1c2d3e4f5a6b7c8d9e0f1a2b3c',
    authToken: '5a11db0c5a11db0c5a11db0c5a11db0c',
    apiBaseUrl: `http://127.0.0.1:${port}`,
    senders: [...MARKETS.map(ownSender), { address: SHARED_SENDER, markets: SHARED }],
    templates: Object.fromEntries(SANDBOX_TEMPLATES.map(({ language, sid }) => [language, sid])),
  };
}

/** The number that customers of one market write to. */
export function sandboxSenderOf(market: Market): string {
  return `whatsapp:+1555010${String(MARKETS.indexOf(market) + 1).padStart(4, '0')}`;
}

function ownSender(market: Market): WhatsAppSender {
  return { address: sandboxSenderOf(market), markets: [market] };
}
