import type { ConversationDocument } from '../../store/documents';
import type { OpenConversation } from '../conversation';
import { isMessenger } from '../inbound';
import type { Next } from '../next';
import { submittedNotice } from '../notices';
import { howItFared, NOTHING_SENT } from './unseen';

/**
 * Tells the reference numbers that never arrived before anything else is said to the customer, who has just written and
 * can be reached again. What arrived meanwhile, or is about to, is not told twice. Pure.
 */
export function withUntold(open: OpenConversation, next: Next): Next {
  const { untold } = open.document;
  // Where a page fetches what was said, nothing of it is lost on the way.
  const sent = isMessenger(open.document) ? open.sent : NOTHING_SENT;
  if (!untold || !sent || next.optedOut !== undefined) return next;
  const lost = untold.filter(({ seq }) => howItFared(sent, seq) === 'lost');
  const waiting = untold.filter(({ seq }) => howItFared(sent, seq) === 'onItsWay');
  const said = new Set(next.utterances.map((one) => (one.type === 'notice' ? one.lead?.reference : undefined)));
  const notices = lost
    .filter(({ reference }) => !said.has(reference))
    .map(({ reference }) => submittedNotice(reference));
  return {
    ...next,
    untold: waiting.length > 0 ? waiting : undefined,
    utterances: [...notices, ...next.utterances],
  };
}

type Untold = NonNullable<ConversationDocument['untold']>[number];

/** With one more reference number that did not arrive. */
export function alsoUntold(untold: ConversationDocument['untold'] = [], lost: Untold): readonly Untold[] {
  return [...untold.filter(({ reference }) => reference !== lost.reference), lost];
}
