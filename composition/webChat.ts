import { randomBytes } from 'node:crypto';
import type { ConversationGateway } from '../adapters/channels/channel';
import { createWebChat } from '../adapters/channels/webchat';
import { createChatTokenRoutes } from '../adapters/channels/webchat/chatToken';
import { createTokens } from '../adapters/channels/webchat/tokens';
import type { Config } from '../bot/config';
import { deriveKey } from '../bot/telemetry';
import type { MarketInfoOf } from './marketInfo';

export type WebChat = ReturnType<typeof webChatOf>;

/** The Direct Line front, with what our own chat page needs besides. */
export function webChatOf({ directLine, ...config }: Config, gateway: ConversationGateway, marketInfo: MarketInfoOf) {
  const clock = Date.now;
  const shared = {
    gateway,
    tokens: createTokens({ keys: [{ id: '1', secret: directLine.signingKey }], issuer: 'lead-capture', clock }),
    clock,
    random: randomBytes,
    marketInfo,
    allowedOrigins: directLine.allowedOrigins,
    allowLocalPages: config.sandbox.enabled,
    publicBaseUrl: config.publicBaseUrl,
    processes: config.workers,
    limits: {
      messagesPerMinute: directLine.messagesPerMinute,
      tokensPerMinutePerAddress: directLine.tokensPerMinutePerAddress,
    },
  };
  const webChat = createWebChat({
    ...shared,
    uploads: directLine.uploads,
    secrets: directLine.secret === undefined ? [] : [directLine.secret],
  });
  const cookieKeys = [deriveKey(config.masterKey, 'visit cookie')];
  return { ...webChat, routes: [...webChat.routes, ...createChatTokenRoutes({ ...shared, cookieKeys })] };
}
