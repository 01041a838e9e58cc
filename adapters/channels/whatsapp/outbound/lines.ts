import type { Address } from '../../../../dialogs/message';
import type { WhatsAppAccount, WhatsAppSender } from '../accounts';
import { TwilioFault } from './twilioFault';

/** The account of this id; a fault when it is not configured (any more). */
export function accountOf(accounts: readonly WhatsAppAccount[], accountSid: string): WhatsAppAccount {
  const account = accounts.find((one) => one.accountSid === accountSid);
  if (account === undefined) throw unknownAccount();
  return account;
}

/** The account and the number of ours at our end of a conversation; a fault when they are not configured (any more). */
export function lineOf(
  accounts: readonly WhatsAppAccount[],
  address: Address,
): { readonly account: WhatsAppAccount; readonly sender: WhatsAppSender } {
  const account = accountOf(accounts, address.account);
  const sender = account.senders.find((one) => one.address === address.sender);
  if (sender === undefined) throw unknownAccount();
  return { account, sender };
}

function unknownAccount(): TwilioFault {
  return new TwilioFault({ code: 'TWILIO_NOT_SENT', reason: 'unknownAccount' });
}
