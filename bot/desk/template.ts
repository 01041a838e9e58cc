import { notice } from '../../dialogs/notice';
import type { OpenConversation } from '../conversation';
import { windowClosesAt } from '../messaging/window';
import { stay } from '../moves';
import type { Next } from '../next';
import { type Act, audited, refuse } from './act';

/** Asks a customer who cannot be written to freely to write again, once for each time they fell silent. */
export function sendTemplate(open: OpenConversation, message: Act<'sendTemplate'>): Next {
  const { document, now } = open;
  const closesAt = windowClosesAt(document);
  if (document.optedOut !== undefined) return refuse(open, 'OptedOut', 'The customer wants no more messages here.');
  if (closesAt === undefined || now < closesAt)
    return refuse(open, 'NotAllowed', 'The template is for when nothing else can be sent. Write as you like.');
  if (!open.hasTemplate) return refuse(open, 'NotAllowed', 'There is no template in the customer’s language.');
  const { templateAt = 0 } = document.desk ?? {};
  if (templateAt > document.lastInboundAt)
    return refuse(open, 'NotAllowed', 'The customer was asked already and has not written since.');
  const next = { ...stay(open, notice('say.template')), isTemplate: true as const, desk: { templateAt: now } };
  return audited(open, message, next, { seq: document.seq + 1 });
}
