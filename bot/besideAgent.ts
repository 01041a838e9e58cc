import type { OpenConversation } from './conversation';
import { alsoUntold } from './messaging/untold';
import type { Next } from './next';

/** Whether an agent holds the pen: the bot listens, keeps everything, and writes nothing. */
export function isBesideAgent({ document }: Pick<OpenConversation, 'document'>): boolean {
  return document.status === 'open';
}

/**
 * The same decision without a word to the customer, in this form or another. A reference number that came meanwhile is
 * told first when the customer is with the bot again; until then the agent sees it on the application.
 */
export function besideAgent(open: OpenConversation, next: Next): Next {
  const known = new Set(open.document.submitted.map(({ reference }) => reference));
  const news = next.submitted.flatMap(({ reference }) =>
    reference === undefined || known.has(reference) ? [] : [{ reference, seq: NEVER_SAID }],
  );
  const untold = news.reduce((owed, one) => alsoUntold(owed, one), next.untold ?? open.document.untold);
  return {
    ...next,
    utterances: [],
    aside: next.aside.filter(({ kind }) => kind !== 'sendReply'),
    ...(news.length > 0 && { untold }),
  };
}

/** No place in the transcript. */
const NEVER_SAID = 0;
