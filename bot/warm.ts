import type { CustomerMessage } from '../dialogs/message';
import type { Market } from '../machines/market';
import type { ConversationParts } from './conversation';

const WARM_PATIENCE_MS = 1_500;

/** A first customer, or one this process does not know yet, waits a moment for the bank's values. */
export async function warm(parts: ConversationParts, message: CustomerMessage): Promise<void> {
  const markets = arrivalMarkets(parts, message).map((market) => parts.markets[market]);
  if (markets.length === 0) return;
  await Promise.all(markets.map((market) => parts.referenceData.warm(market, WARM_PATIENCE_MS)));
}

function arrivalMarkets({ conversations }: ConversationParts, message: CustomerMessage): readonly Market[] {
  if (message.kind === 'started') return [message.market];
  if (message.start === undefined || conversations.get(message.conversationId) !== undefined) return [];
  return message.start.markets;
}
