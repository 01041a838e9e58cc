import { momentWords } from '../../dialogs/callTimes';
import { notice } from '../../dialogs/notice';
import type { Notice } from '../../dialogs/view';
import type { OpenConversation } from '../conversation';
import { askAgain, stay, withAside } from '../moves';
import type { Next } from '../next';
import { answersSoFar, commandChoices } from '../notices';
import { lastsUntil } from '../standsInTheWay';
import { withLink } from './tell';

/** Says what "delete my data" does and what it does not, and asks whether that is meant. */
export function askBeforeErasing(open: OpenConversation): Next {
  if (open.ownData === undefined) return askAgain(open, answersSoFar(open));
  const hindrance = whyNot(open);
  if (hindrance !== undefined) return askAgain(open, hindrance);
  const choices = commandChoices(open, { forget: 'btn.deleteData', keepData: 'btn.keepData' });
  return stay(open, { ...explanation(open), choices });
}

/** Only as the answer to the explanation that the customer looks at: a button far up in the chat explains it again. */
export function eraseIfMeant(open: OpenConversation): Next {
  const { ownData, document, now } = open;
  const isAnswer = document.prompt?.offered.some(({ choice }) => choice === CONFIRMS) === true;
  if (ownData === undefined || !isAnswer || whyNot(open) !== undefined) return askBeforeErasing(open);
  const certificate = ownData.certificate(document.id, document.market, now);
  return withAside(stay(open, withLink(open, 'say.erasing', certificate)), { kind: 'erase' });
}

const CONFIRMS = 'cmd|forget';

/**
 * An application that is with nobody yet would be lost, what people are settling is theirs to finish, and while one stands
 * in the way of another nobody else would know of it.
 */
function whyNot({ document, now, oneApplicationMs, view }: OpenConversation): Notice | undefined {
  const isUnderWay = document.submitted.some(({ status }) => status === 'pending' || status === 'delayed');
  if ((document.desk?.openCases?.length ?? 0) > 0) return notice('say.eraseCase');
  if (isUnderWay) return notice('say.eraseUnderWay');
  const until = lastsUntil(document.submitted, oneApplicationMs);
  return until > now ? notice('say.eraseSoon', { until: momentWords(view, until) }) : undefined;
}

/** What the bank has is the bank's, and its number is worth noting before it is gone from here. */
function explanation({ document }: OpenConversation): Notice {
  const references = document.submitted.flatMap(({ reference = [] }) => reference);
  if (references.length === 0) return notice('say.eraseAsk');
  return notice('say.eraseAskApplied', { reference: [...new Set(references)].join(', ') });
}
