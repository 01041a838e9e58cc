import { MAX_TEXT } from '../../adapters/channels/whatsapp/limits';
import type { OpenConversation } from '../conversation';
import { isMessenger } from '../inbound';
import { windowClosesAt } from '../messaging/window';
import { stay } from '../moves';
import type { Next, Refusal } from '../next';
import { type Act, audited } from './act';
import { textRefusal } from './words';

/** Says something to the customer, in the agent's own name. */
export function say(open: OpenConversation, message: Act<'send'>): Next {
  const text = message.action.text.trim();
  const refusal = reachRefusal(open) ?? textRefusal(text, longestText(open));
  if (refusal !== undefined) return { ...stay(open), refusal };
  return audited(open, message, { ...stay(open), line: text }, { seq: open.document.seq + 1 });
}

/** Why nothing can be said to the customer now, as the channel would refuse it. */
export function reachRefusal({ document, now }: OpenConversation): Refusal | undefined {
  if (document.optedOut !== undefined)
    return { code: 'OptedOut', message: 'The customer wants no more messages here.' };
  if (now < (windowClosesAt(document) ?? Number.POSITIVE_INFINITY)) return undefined;
  return { code: 'WindowClosed', message: 'The customer last wrote more than a day ago. Send the template instead.' };
}

/** Room for who speaks, which stands above the text on a messenger. */
const LONGEST_NAME = 60;
/** As long as a customer's own text may be. */
const LONGEST_ON_PAGE = 4_096;

/** Characters of one message. On a messenger more would come as two. */
export function longestText({ document }: Pick<OpenConversation, 'document'>): number {
  return isMessenger(document) ? MAX_TEXT - LONGEST_NAME : LONGEST_ON_PAGE;
}
