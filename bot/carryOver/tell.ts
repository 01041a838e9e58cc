import { momentWords } from '../../dialogs/callTimes';
import { notice } from '../../dialogs/notice';
import type { OpenConversation } from '../conversation';
import { askAgain } from '../moves';
import type { Next } from '../next';
import { answersSoFar } from '../notices';

/** "Continue on WhatsApp", "on the web", "tomorrow". */
export const CARRIED_FOR_MS = 48 * 3_600_000;

/** Gives the customer what to go on with elsewhere. Another one makes the one before worthless. */
export function tellCarry(open: OpenConversation): Next {
  const { carryOver, document, market, now, view } = open;
  const isOver = document.submitted.some(({ run }) => run === document.run);
  if (carryOver === undefined || isOver) return askAgain(open, answersSoFar(open));
  const until = now + CARRIED_FOR_MS;
  const code = carryOver.codes.seal({ conversationId: document.id, run: document.run, until });
  const { kind, linkDelivery } = market.acknowledgement;
  const isAllowed = kind !== 'continueOnline' || linkDelivery.includes(document.channel);
  const vars = { until: momentWords(view, until), places: isAllowed ? carryOver.places(code, document.market) : code };
  const told = notice(isAllowed ? 'say.carry' : 'say.carryNoLink', vars);
  return { ...askAgain(open, told), carry: { until, run: document.run } };
}
