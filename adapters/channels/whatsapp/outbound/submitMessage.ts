import type { Address } from '../../../../dialogs/message';
import type { IsHeld } from '../../../lease';
import type { ReplyPart, SendOutcome, SendTry } from '../../channel';
import type { WhatsAppAccount } from '../accounts';
import { isMessageSid } from '../messageSid';
import { STATUS_PATH } from '../webhookPaths';
import { lineOf } from './lines';
import { isOurFault, outcomeOf } from './sendOutcome';
import type { Twilio } from './twilioClient';
import { TwilioFault } from './twilioFault';

/** What one message carries: words, or a content and what stands in it. Never both, or Twilio takes it for neither. */
export type Cargo = { readonly body: string } | { readonly contentSid: string; readonly contentVariables?: string };

export interface SubmitParts {
  readonly accounts: readonly WhatsAppAccount[];
  readonly clientOf: (account: WhatsAppAccount, isHeld?: IsHeld) => Promise<Twilio>;
  /** Where Twilio reaches us. */
  readonly publicBaseUrl: string;
  readonly log: { error(fields: Readonly<Record<string, unknown>>, message: string): void };
}

/** Hands one message to Twilio, once, and tells its id. Without `of` no reports are asked for. Rejects unless it was taken. */
export async function submitMessage(parts: SubmitParts, address: Address, cargo: Cargo, of?: SendTry): Promise<string> {
  const { account, sender } = lineOf(parts.accounts, address);
  const client = await parts.clientOf(account, of?.isHeld);
  const { sid } = await client.messages.create({
    to: address.user,
    // Also with a messaging service: the answer comes from the number that was written to.
    from: sender.address,
    ...(sender.messagingServiceSid === undefined ? {} : { messagingServiceSid: sender.messagingServiceSid }),
    ...(of === undefined ? {} : { statusCallback: callbackUrl(parts.publicBaseUrl, of) }),
    ...cargo,
  });
  if (typeof sid === 'string' && isMessageSid(sid)) return sid;
  throw new TwilioFault({ code: 'TWILIO_UNCERTAIN', reason: 'malformed' });
}

/** The same with every failure as its outcome; what only the operator can mend is logged. */
export async function trySubmit(parts: SubmitParts, address: Address, cargo: Cargo, of: SendTry): Promise<SendOutcome> {
  try {
    return { class: 'sent', sid: await submitMessage(parts, address, cargo, of) };
  } catch (err) {
    const isKnown = err instanceof TwilioFault;
    if (!isKnown || isOurFault(err))
      parts.log.error({ err, ...(isKnown && { code: err.code }) }, 'whatsapp.cannotSend');
    return outcomeOf(err);
  }
}

function callbackUrl(publicBaseUrl: string, { conversationId, workId, part }: ReplyPart): string {
  const query = `c=${encodeURIComponent(conversationId)}&w=${encodeURIComponent(workId)}&p=${part}`;
  return `${publicBaseUrl.replace(/\/+$/, '')}${STATUS_PATH}?${query}`;
}
