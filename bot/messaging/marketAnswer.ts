import { notice } from '../../dialogs/notice';
import type { Notice, Understanding } from '../../dialogs/view';
import { obey } from '../commands';
import type { OpenConversation } from '../conversation';
import { stay, withPen, withPenBack } from '../moves';
import type { Next } from '../next';
import { commandChoices } from '../notices';
import { askMarket, greetAndAskMarket, inEachLanguage } from './marketQuestion';

/** What a message means that does not say which market is the customer's, while that is asked. */
export type MarketAnswer = Understanding | { readonly kind: 'cardNumber' };

/** Nothing can be applied for yet, but a customer can be helped, reach a person, and read what was wrong. Pure. */
export function decideOnMarket(open: OpenConversation, answer: MarketAnswer): Next {
  if (open.begins) return greetAndAskMarket(open, ...(answer.kind === 'cardNumber' ? [CARD_NUMBER] : []));
  const { status } = open.document;
  if (status === 'pending' || status === 'open') return besidePerson(open, answer);
  if (answer.kind === 'command') return obeyMeanwhile(open, answer.command);
  if (answer.kind === 'language' && answer.locale !== undefined) return askIn(open, answer.locale);
  return askMarket(open, remarkOn(answer));
}

const CARD_NUMBER = notice('say.cardNumberRemoved');

type Command = Extract<Understanding, { kind: 'command' }>['command'];

function obeyMeanwhile(open: OpenConversation, command: Command): Next {
  switch (command) {
    case 'agent':
      return handOver(open);
    case 'help':
      return askMarket(open, notice('say.marketHelp'));
    case 'status': {
      const told = obey(open, 'status');
      return { ...told, utterances: [...told.utterances, ...askMarket(open).utterances] };
    }
    case 'restart':
    case 'new':
    case 'bot':
      return askMarket(open);
    default:
      return askMarket(open, notice('error.choice'));
  }
}

function remarkOn(answer: MarketAnswer): Notice {
  if (answer.kind === 'cardNumber') return CARD_NUMBER;
  return answer.kind === 'unrecognized' ? answer.error : notice('error.choice');
}

/** Whatever the words are: a person need not know the market to help. */
function handOver(open: OpenConversation): Next {
  const next = stay(open, ...inEachLanguage(open, [notice('say.handoff')], wayBack(open)));
  const { steps, interrupts } = open.flow.resolved;
  const agent = steps[interrupts.agent];
  return agent?.kind === 'handoff' ? withPen(next, { type: 'handoff.requested', queue: agent.queue }) : next;
}

const RETURNS: ReadonlySet<Command> = new Set(['bot', 'restart', 'new', 'back']);

function besidePerson(open: OpenConversation, answer: MarketAnswer): Next {
  if (answer.kind === 'cardNumber') return stay(open, ...inEachLanguage(open, [CARD_NUMBER], wayBack(open)));
  const back = withPenBack(open);
  const returns = answer.kind === 'command' && RETURNS.has(answer.command) && back.pen.owner === 'bot';
  if (returns) return { ...back, utterances: askMarket(open, notice('say.handoffReturned')).utterances };
  return stay(open, ...inEachLanguage(open, [notice('say.handoffWaiting')], wayBack(open)));
}

function wayBack(open: OpenConversation) {
  return commandChoices(open, { bot: 'btn.stayWithBot' });
}

function askIn(open: OpenConversation, locale: string): Next {
  return { ...askMarket({ ...open, document: { ...open.document, locale } }), locale };
}
