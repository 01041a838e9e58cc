import type { WhatsAppAccount, WhatsAppSender } from './accounts';

/** One inbound message as the provider's list of messages has it: buttons and media come as their text alone. */
export interface ListedMessage {
  readonly sid: string;
  /** `whatsapp:+…` or `whatsapp:<an id that hides the number>`. */
  readonly from: string;
  /** Ours. */
  readonly to: string;
  readonly body: string;
  readonly numMedia: number;
  /** When the provider took it, by our clock: epoch milliseconds. */
  readonly sentAt: number;
}

/**
 * Messages that customers sent to this sender at or after `sinceMs`, by our clock, newest first as the provider lists them.
 * Rejects when the provider cannot say now.
 */
export type ListInbound = (
  account: WhatsAppAccount,
  sender: WhatsAppSender,
  sinceMs: number,
) => Promise<readonly ListedMessage[]>;
