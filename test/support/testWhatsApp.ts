import { createWhatsAppInbox } from '../../adapters/channels/whatsapp/inbound/inbox';
import { createWhatsAppMessenger } from '../../adapters/channels/whatsapp/outbound/messenger';
import { createPayloadSeal } from '../../adapters/channels/whatsapp/payloadSeal';
import type { Http } from '../../adapters/http';
import { MARKET_PROFILES } from '../../adapters/markets';
import type { Bot } from '../../bot/composeBot';
import { loadTexts } from '../../bot/loadTexts';
import { createServer } from '../../bot/server';
import { createPseudonym } from '../../bot/telemetry';
import type { TestTwilio } from './testTwilio';

const PUBLIC_URL = 'https://chat.bank.example';
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The real WhatsApp adapter: its messenger for the product, and a web server of its own for the webhooks. */
export function createTestWhatsApp({ twilio, http, clock }: { twilio: TestTwilio; http: Http; clock: () => number }) {
  const shared = {
    accounts: [twilio.account],
    texts: loadTexts(),
    seal: createPayloadSeal('test seal key'),
    publicBaseUrl: PUBLIC_URL,
    clock,
    log: quiet,
  };
  const messenger = createWhatsAppMessenger({ ...shared, http });
  return {
    parts: { messenger },
    async listen({ messengerGateway: gateway }: Bot) {
      if (gateway === undefined) throw new Error('The bot was composed without a messenger.');
      const { routes } = createWhatsAppInbox({
        ...shared,
        gateway,
        marketInfo: (market) => {
          const { channels, defaultLocale, locales } = MARKET_PROFILES[market];
          return { enabled: true, whatsapp: channels.whatsapp, defaultLocale, locales };
        },
        webChatUrl: (market) => `${PUBLIC_URL}/chat?market=${market}`,
        sendText: messenger.sendText,
        purge: messenger.purge,
        pseudonym: createPseudonym('test master key'),
      });
      const server = createServer({ routes, log: quiet, clock, ready: () => ({ ok: true }) });
      const { port } = await server.listen(0, '127.0.0.1');
      await twilio.aim(`http://127.0.0.1:${port}`, PUBLIC_URL);
      await messenger.sync();
      return { close: () => server.drain() };
    },
  };
}
