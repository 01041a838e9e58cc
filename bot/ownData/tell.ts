import { notice } from '../../dialogs/notice';
import type { Notice } from '../../dialogs/view';
import type { OpenConversation } from '../conversation';
import { askAgain } from '../moves';
import type { Next } from '../next';
import { answersSoFar } from '../notices';
import type { OwnDataLink } from './links';

/** Leads to the summary and consent receipt of what was confirmed last, or of what was answered so far. */
export function tellReceipt(open: OpenConversation): Next {
  const { ownData, document, now } = open;
  if (ownData === undefined) return askAgain(open, answersSoFar(open));
  const hasThisRun = document.submitted.some(({ run }) => run === document.run);
  const latest = hasThisRun || hasAnswers(open) ? document.run : (document.submitted.at(-1)?.run ?? document.run);
  return askAgain(open, withLink(open, 'say.receipt', ownData.receipt(document.id, latest, now)));
}

/** A new application that nothing was answered in yet is none that anybody asks about. */
function hasAnswers({ document }: OpenConversation): boolean {
  return Object.keys(document.facts.fields).some((field) => field !== 'language');
}

/** Where a market allows no links on the channel, the code is told, and the customer opens our site by themselves. */
export function withLink(
  { market, document }: OpenConversation,
  text: 'say.receipt' | 'say.erasing',
  { url, code }: OwnDataLink,
): Notice {
  const { kind, linkDelivery } = market.acknowledgement;
  // Where there is nothing to continue online, nothing is said about links there.
  const isAllowed = kind !== 'continueOnline' || linkDelivery.includes(document.channel);
  return isAllowed ? notice(text, { pageUrl: url }) : notice(`${text}NoLink`, { code });
}
