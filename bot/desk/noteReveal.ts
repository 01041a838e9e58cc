import type { OpenConversation } from '../conversation';
import { stay } from '../moves';
import type { Next } from '../next';
import { type Act, audited } from './act';

/** Somebody looks at something masked: nothing changes, and the conversation's own audit says so. */
export function noteReveal(open: OpenConversation, message: Act<'reveal'>): Next {
  const { what, reason } = message.action;
  return audited(open, message, stay(open), { what, reason });
}
