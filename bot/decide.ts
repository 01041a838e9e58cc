import { notice } from '../dialogs/notice';
import type { Notice, Understanding } from '../dialogs/view';
import { begin, effectAt } from '../machines/advance';
import { fastForward } from '../machines/fastForward';
import { answerAside, askIfAnswer, askWhich, doubting, offerPerson } from './asides';
import { decideOnBankAnswer } from './bankAnswer';
import { besideAgent, isBesideAgent } from './besideAgent';
import { meetCarried, proveCarried, withCodeSpent } from './carryOver/decideOnCarried';
import {
  askConsentAgain,
  change,
  chooseLanguage,
  chooseWhatToChange,
  edit,
  keepTold,
  obey,
  speakIn,
  tellStatusOf,
} from './commands';
import type { OpenConversation } from './conversation';
import { decideOnAgent } from './desk/agentTurn';
import { backFromPerson } from './desk/backFromPerson';
import { planCall } from './desk/chosenCall';
import { keepDecision } from './desk/offer';
import { keepScore } from './desk/score';
import { decideOnDelivery } from './messaging/delivery';
import { decideOnMarket } from './messaging/marketAnswer';
import { optIn, optOut } from './messaging/optOut';
import { decideOnTimer } from './messaging/reminder';
import { withUntold } from './messaging/untold';
import { arriveAt, askAgain, happen, isQuestion, stay, withAside } from './moves';
import type { Next } from './next';
import { recapNotice } from './notices';
import { unlessTaken } from './oneApplication';
import { decideOnSettlement } from './operator/settlement';
import type { Meaning } from './understand';

/** Where a meaning leads. Pure: the same conversation and message always decide the same. */
export function decide(open: OpenConversation, meaning: Meaning): Next {
  const next = unlessTaken(open, follow(open, meaning));
  // What is said then the agent has said.
  if (meaning.kind === 'agentActed') return next;
  return isBesideAgent(open) ? besideAgent(open, next) : withUntold(open, next);
}

function follow(open: OpenConversation, meaning: Meaning): Next {
  switch (meaning.kind) {
    case 'arrived':
      return meaning.first ? greet(open, meaning) : welcomeBack(open);
    case 'bankAnswered':
      return decideOnBankAnswer(open, meaning.answer);
    case 'replyFailed':
      return decideOnDelivery(open, meaning.report);
    case 'operatorDecided':
      return decideOnSettlement(open, meaning.settlement);
    case 'agentActed':
      return decideOnAgent(open, meaning.act);
    case 'timeCame':
      return decideOnTimer(open, meaning.timer);
    case 'optedOut':
      return optOut(open);
    case 'optedIn':
      return optIn(open);
    case 'marketOpen':
      return decideOnMarket(open, meaning.answer);
    case 'cardNumber':
      return askAgain(open, notice('say.cardNumberRemoved'));
    case 'event':
      return withCodeSpent(afterEvent(open, meaning));
    case 'command':
      return doubting(open, obey(open, meaning.command), meaning.value);
    case 'change':
      return meaning.field === undefined
        ? chooseWhatToChange(open, meaning.page)
        : change(open, meaning.field, meaning.error);
    case 'told':
      return keepTold(open, meaning.answers);
    case 'language':
      return meaning.locale === undefined ? chooseLanguage(open) : speakIn(open, meaning.locale);
    case 'statusOf':
      return tellStatusOf(open, meaning.reference);
    case 'decided':
      return keepDecision(open, meaning.decision);
    case 'returned':
      return goOnWithBot(open, meaning.heard);
    case 'call':
      return planCall(open, meaning.time) ?? sayPassed(open);
    case 'score':
      return keepScore(open, meaning.score) ?? sayPassed(open);
    case 'edit':
      return edit(open, meaning.field, meaning.value) ?? sayPassed(open);
    case 'reconsider':
      return askConsentAgain(open, meaning.purpose);
    case 'aside':
      return answerAside(open, meaning.topic, meaning.value);
    case 'doubt':
      return askWhich(open, meaning.topics, meaning.value);
    case 'doubtedAnswer':
      return askIfAnswer(open, meaning.value);
    case 'unanswered':
      return offerPerson(open);
    case 'narrow':
      return { ...askAgain(open), search: { query: meaning.query, page: meaning.page } };
    case 'unrecognized':
      return afterMistake(open, meaning.error);
    case 'passed':
      return sayPassed(open);
    case 'unseen':
      return meaning.isOnItsWay ? stay(open) : putAgain(open);
    case 'outOfOrder':
      return putAgain(open);
    case 'moved':
      return goOnThere(open);
    case 'carryShown':
      return meetCarried(open);
    case 'carryProof':
      return proveCarried(open, meaning.text);
    case 'repeat':
    case 'unheard':
      return stay(open);
  }
}

/** A remark stands between the greeting and the first question. */
function greet(open: OpenConversation, { hadCardNumber }: Extract<Meaning, { kind: 'arrived' }>): Next {
  const next = arriveAt(open, begin(open.flow.machine, open.document.facts));
  if (!hadCardNumber) return next;
  const isRest = (one: Next['utterances'][number]) => one.type !== 'say';
  const greeting = next.utterances.filter((one) => !isRest(one));
  return { ...next, utterances: [...greeting, notice('say.cardNumberRemoved'), ...next.utterances.filter(isRest)] };
}

/** What was said decides nothing, and is not left without an answer. */
function putAgain(open: OpenConversation): Next {
  if (wasAway(open)) return askAgain(open, recapNotice(open));
  return isQuestion(effectAt(open.flow.machine, open.document.step)) ? askAgain(open) : sayPassed(open);
}

/** Where the facts lead on the version that a conversation was moved to. */
function goOnThere(open: OpenConversation): Next {
  const arrival = fastForward(open.flow.machine, open.document.facts);
  return arrival.effects.some(isQuestion) ? putAgain(open) : arriveAt(open, arrival);
}

function welcomeBack(open: OpenConversation): Next {
  return wasAway(open) ? askAgain(open, recapNotice(open)) : stay(open);
}

function afterEvent(open: OpenConversation, meaning: Extract<Understanding, { kind: 'event' }>): Next {
  const { event, method } = meaning;
  const next = happen(open, event);
  if (next === undefined)
    return event.type === 'review.accepted' ? askAgain(open, notice('review.stale')) : sayPassed(open);
  if (event.type === 'consent.granted' || event.type === 'consent.declined') {
    const decision = event.type === 'consent.granted' ? 'granted' : 'declined';
    return withAside(next, { kind: 'consent', purpose: event.purpose, decision, method });
  }
  const isSkipped = event.type === 'customer.answered' && event.value === null;
  return isSkipped ? { ...next, utterances: [notice('say.skipped'), ...next.utterances] } : next;
}

/** After a person has finished: at the question that is open now, which is put again before anything answers it. */
function goOnWithBot(open: OpenConversation, heard: Understanding): Next {
  const back = backFromPerson(open);
  const isAnswer = !MEANT_ANYWHERE.has(heard.kind);
  const isOpen = isQuestion(effectAt(back.flow.machine, back.document.step));
  return isOpen && isAnswer ? askAgain(back, recapNotice(back)) : follow(back, heard);
}

const MEANT_ANYWHERE: ReadonlySet<Understanding['kind']> = new Set([
  'command',
  'change',
  'language',
  'told',
  'aside',
  'doubt',
  'statusOf',
]);

/** "Here is where we are" is followed by just that, also where no question is open. */
function sayPassed(open: OpenConversation): Next {
  const here = effectAt(open.flow.machine, open.document.step);
  return here.type === 'callout' ? obey(open, 'status') : stay(open, notice('say.passed'), here);
}

/** A wrong answer gets a reason and an example; after the step's attempts, a person. After days away it is a greeting. */
function afterMistake(open: OpenConversation, error: Notice): Next {
  if (wasAway(open)) return askAgain(open, recapNotice(open));
  const attempts = (open.document.prompt?.attempts ?? 0) + 1;
  const spec = open.view.flow.steps[open.document.step];
  const isExhausted = spec?.kind === 'ask' && attempts >= spec.attempts;
  const exhausted = isExhausted ? happen(open, { type: 'attempts.exhausted', step: open.document.step }) : undefined;
  return exhausted ?? { ...askAgain(open, error), attempts };
}

/** From a question left open; after the end and beside a person there is nothing to go on with. */
function wasAway(open: OpenConversation): boolean {
  const { status, prompt, step, lastInboundAt } = open.document;
  const hasQuestion = status === 'bot' && prompt !== undefined && isQuestion(effectAt(open.flow.machine, step));
  return hasQuestion && open.now - lastInboundAt >= open.resumeAfterMs;
}
