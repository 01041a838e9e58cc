import { changedTo, toldBack } from '../dialogs/mask';
import { notice } from '../dialogs/notice';
import { inFewestWords } from '../dialogs/simpler';
import type { TextKey } from '../dialogs/texts';
import type { Notice, Understanding } from '../dialogs/view';
import { whyAsked } from '../dialogs/why';
import { begin, effectAt } from '../machines/advance';
import { fastForward } from '../machines/fastForward';
import type { FieldId } from '../machines/lead';
import type { Locale, Purpose } from '../machines/market';
import { back, changeAnswer, editAnswer, reconsider, restart, type Told, takeAnswers } from '../machines/navigate';
import { withoutConsent } from '../machines/record';
import { tellCarry } from './carryOver/tell';
import type { OpenConversation } from './conversation';
import { mayChooseAgain } from './messaging/chosenMarket';
import { askMarketAgain } from './messaging/marketQuestion';
import { arriveAt, askAgain, happen, isQuestion, stay, withAside, withPenBack } from './moves';
import type { Aside, Next } from './next';
import { answersSoFar, changeChoices, commandChoices, languageChoices, submittedNotice } from './notices';
import { askBeforeErasing, eraseIfMeant } from './ownData/erasing';
import { tellReceipt } from './ownData/tell';

type Command = Extract<Understanding, { kind: 'command' }>['command'];

/** What a customer may ask for at any point, in any step. Pure. */
export function obey(open: OpenConversation, command: Command): Next {
  return COMMANDS[command](open);
}

const COMMANDS: Readonly<Record<Command, (open: OpenConversation) => Next>> = {
  help: (open) => askAgain(open, notice('say.help')),
  back: goBack,
  restart: (open) => (hasApplied(open) ? alreadySubmitted(open) : startOver(open, notice('say.restarted'))),
  new: (open) => (isWithBank(open) ? alreadySubmitted(open) : startOver(open)),
  status: tellStatus,
  agent: (open) => happen(open, { type: 'customer.askedForAgent' }) ?? stay(open, notice('say.handoffWaiting')),
  stop: (open) =>
    withdrawConsents(open, happen(open, { type: 'customer.stopped' }, withPenBack(open)) ?? sayWhereWeAre(open)),
  bot: returnToBot,
  why: (open) => askAgain(open, whyAsked(open.view)),
  repeat: (open) =>
    isQuestion(effectAt(open.flow.machine, open.document.step)) ? askAgain(open) : sayWhereWeAre(open),
  simpler: (open) => askAgain(open, inFewestWords(open.view)),
  recap: (open) => askAgain(open, answersSoFar(open)),
  receipt: tellReceipt,
  carry: tellCarry,
  deleteData: askBeforeErasing,
  forget: eraseIfMeant,
  keepData: (open) => askAgain(open, notice('say.eraseKept')),
};

/** Answers are kept; only the words change. A summary already shown is shown again in the new language. */
export function speakIn(open: OpenConversation, locale: Locale): Next {
  const { document } = open;
  const spec = open.view.flow.steps[document.step];
  if (spec?.kind === 'ask' && spec.field === 'language') {
    const event = {
      type: 'customer.answered',
      step: document.step,
      field: 'language',
      value: locale,
      by: 'customer',
    } as const;
    const answered = happen(open, event);
    if (answered) return answered;
  }
  const fields = { ...document.facts.fields, language: { value: locale, by: 'customer' as const } };
  return { ...askAgain(open, notice('say.languageChanged')), facts: { ...document.facts, fields }, locale };
}

export function chooseLanguage(open: OpenConversation): Next {
  return stay(open, notice('say.chooseLanguage', {}, languageChoices(open)));
}

export function chooseWhatToChange(open: OpenConversation, page = 0): Next {
  const choices = hasApplied(open) ? [] : changeChoices(open, page);
  if (choices.length === 0) return refuse(open, 'say.nothingToChange');
  return stay(open, notice('say.chooseChange', {}, choices));
}

/** Asks one answer again; what depends on it goes with it, everything else stays. */
export function change(open: OpenConversation, field: FieldId, error?: Notice): Next {
  const arrival = changeAnswer(open.flow.machine, open.document.facts, field);
  if (arrival === undefined) return refuse(open, 'say.nothingToChange');
  const base = withPenBack(open);
  return arriveAt(open, arrival, error ? { ...base, utterances: [error] } : base);
}

/** Keeps what the customer told by name, says what changed and what is new, and goes on with whatever is open. */
export function keepTold(open: OpenConversation, answers: readonly Told[]): Next {
  const arrival = takeAnswers(open.flow.machine, open.document.facts, answers);
  if (arrival === undefined) return refuse(open, 'say.nothingToChange');
  return arriveAt(open, arrival, stay(open, ...toldBack(open.view, answers)));
}

/** Replaces an answer by a tap on its old button, says so, and goes on where that leads. */
export function edit(open: OpenConversation, field: FieldId, value: string | null): Next | undefined {
  const arrival = editAnswer(open.flow.machine, open.document.facts, field, value);
  return arrival && arriveAt(open, arrival, stay(open, changedTo(open.view, field, value)));
}

/** Puts a notice again whose old button says otherwise. A consent given before counts as taken back by that tap. */
export function askConsentAgain(open: OpenConversation, purpose: Purpose): Next {
  const { facts } = open.document;
  const arrival = reconsider(open.flow.machine, facts, purpose);
  if (arrival === undefined) return askAgain(open);
  const next = arriveAt(open, arrival);
  return facts.consents[purpose]?.decision === 'granted' ? withAside(next, { kind: 'withdrawal', purpose }) : next;
}

function goBack(open: OpenConversation): Next {
  const arrival = back(open.flow.machine, open.document);
  return arrival === undefined ? refuse(open, 'say.backAtStart') : arriveAt(open, arrival, withPenBack(open));
}

/** Once the application is with the bank, that is why nothing can be taken back. */
function refuse(open: OpenConversation, otherwise: TextKey): Next {
  return askAgain(open, hasApplied(open) ? submittedNotice(latestApplication(open)?.reference) : notice(otherwise));
}

function startOver(open: OpenConversation, ...first: readonly Notice[]): Next {
  if (mayChooseAgain(open.document)) return askMarketAgain(open, ...first);
  const { language } = open.document.facts.fields;
  const { machine } = open.flow;
  const arrival = language ? begin(machine, { ...restart(machine).facts, fields: { language } }) : restart(machine);
  return arriveAt(open, arrival, {
    ...withPenBack(open),
    run: open.document.run + 1,
    carrying: undefined,
    utterances: first,
  });
}

function returnToBot(open: OpenConversation): Next {
  const base = withPenBack(open);
  if (base.pen.owner !== 'bot') return stay(open, notice('say.handoffWaiting'));
  const arrival = fastForward(open.flow.machine, open.document.facts);
  return arriveAt(open, arrival, { ...base, utterances: [notice('say.handoffReturned')] });
}

function sayWhereWeAre(open: OpenConversation): Next {
  return stay(open, effectAt(open.flow.machine, open.document.step));
}

/** Withdrawn consents are no longer in force: a customer who comes back after "stop" is asked again before anything is sent. */
function withdrawConsents(open: OpenConversation, next: Next): Next {
  const granted = WITHDRAWN_BY_STOP.filter((purpose) => open.document.facts.consents[purpose]?.decision === 'granted');
  const withdrawals = granted.map((purpose): Aside => ({ kind: 'withdrawal', purpose }));
  const facts = granted.reduce((kept, purpose) => withoutConsent(kept, purpose), next.facts);
  return { ...next, facts, aside: [...next.aside, ...withdrawals] };
}

const WITHDRAWN_BY_STOP = ['contactAboutApplication', 'marketing'] as const;

function tellStatus(open: OpenConversation): Next {
  const latest = latestApplication(open);
  if (latest === undefined) return askAgain(open, notice('status.none'));
  return askBank(open, latest);
}

/** Of the customer's own application; any other number gets one and the same answer, whosever it may be. */
export function tellStatusOf(open: OpenConversation, reference: string | undefined): Next {
  const own = reference && open.document.submitted.findLast((one) => one.reference === reference);
  return own ? askBank(open, own) : askAgain(open, notice('status.notYours'));
}

function askBank(open: OpenConversation, application: OpenConversation['document']['submitted'][number]): Next {
  const { reference, details = {}, market } = application;
  if (reference === undefined) return askAgain(open, submittedNotice(undefined));
  return withAside(askAgain(open, notice('status.asking')), { kind: 'askStatus', reference, details, market });
}

function alreadySubmitted(open: OpenConversation): Next {
  const reference = latestApplication(open)?.reference;
  if (reference === undefined) return stay(open, submittedNotice(undefined));
  const choices = commandChoices(open, { status: 'btn.checkStatus', new: 'btn.newApplication', agent: 'btn.agent' });
  return stay(open, { ...submittedNotice(reference), choices });
}

function latestApplication(open: OpenConversation) {
  return open.document.submitted.findLast((one) => one.status !== 'rejected');
}

function hasApplied(open: OpenConversation): boolean {
  return open.document.submitted.some((one) => one.run === open.document.run && one.status !== 'rejected');
}

/** An application whose outcome is not known yet: until it is, no other may begin. */
function isWithBank(open: OpenConversation): boolean {
  return open.document.submitted.some((one) => one.status === 'pending' || one.status === 'delayed');
}
