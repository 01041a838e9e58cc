import type { CalloutMessage } from '../dialogs/message';
import { notice } from '../dialogs/notice';
import type { Notice } from '../dialogs/view';
import { type CalloutOutcome, settle } from '../machines/advance';
import type { OpenConversation } from './conversation';
import { callBackFor } from './desk/callBacks';
import { arriveAt, askAgain, stay, withAside } from './moves';
import type { Aside, Next } from './next';

type Outcome<C extends CalloutMessage['outcome']['class']> = Extract<CalloutMessage['outcome'], { class: C }>;

/** Where the bank's answer leads, wherever the customer stands by now. Every class has an honest sentence. */
export function decideOnBankAnswer(open: OpenConversation, answer: CalloutMessage): Next {
  const { outcome } = answer;
  switch (outcome.class) {
    case 'done':
    case 'rejected':
      return finish(tellOutcome(open, answer, outcome), answer, 'done');
    case 'ambiguous':
      return ambiguous(open, answer, outcome);
    case 'delayed':
      return delayed(open, answer, outcome);
    case 'status':
      return status(open, answer, outcome);
  }
}

/**
 * When its turn cannot be taken (the flow is gone, a text is missing) the answer is noted on the application all the
 * same, nothing moves and nothing is said: a person tells the customer and mends the rest.
 */
export function noteForPerson(open: OpenConversation, answer: CalloutMessage, fault: string): Next {
  const { outcome, workId } = answer;
  if (outcome.class === 'delayed') {
    const next = noted(open, answer, { status: 'delayed', tries: outcome.tries }, stay(open));
    return finish(next, answer, 'pending', outcome.retryAt);
  }
  if (outcome.class === 'status') return finish(stay(open), answer, 'done');
  const next = outcome.class === 'ambiguous' ? stay(open) : noted(open, answer, newsOf(outcome), stay(open));
  const { market } = open.document;
  const body = { status: 'open', workId, market, reason: 'answerNotTaken', evidence: { outcome, fault } } as const;
  return finish(withAside(next, { kind: 'openCase', body }), answer, 'dead');
}

/** The application an outcome is of. */
type Application = Pick<CalloutMessage, 'workId' | 'step'>;
type Known = Outcome<'done'> | Outcome<'rejected'>;

/** Notes a known outcome on its application, moves the conversation on if it waits for it, and tells the customer. */
export function tellOutcome(open: OpenConversation, application: Application, outcome: Known): Next {
  const next = noted(open, application, newsOf(outcome), settled(open, application, eventOf(application, outcome)));
  return outcome.class === 'done' ? withCallBack(open, next, outcome.reference) : next;
}

/** The same where the flow is not there to move in. */
export function noteOutcome(open: OpenConversation, application: Application, outcome: Known): Next {
  const told = stay(open, outcomeNotice(outcome.class === 'done' ? outcome.reference : undefined));
  const next = noted(open, application, newsOf(outcome), told);
  return outcome.class === 'done' ? withCallBack(open, next, outcome.reference) : next;
}

function eventOf({ step }: Application, outcome: Known): CalloutOutcome {
  if (outcome.class === 'rejected') return { type: 'callout.failed', step, reason: outcome.reason };
  return { type: 'callout.succeeded', step, reference: outcome.reference, details: outcome.details };
}

function withCallBack(open: OpenConversation, next: Next, reference: string): Next {
  const isCalledBack = open.market.acknowledgement.kind === 'agentContact';
  return isCalledBack ? withAside(next, callBackFor(open, next, reference)) : next;
}

/** Nobody can know, so nothing is resent: a person establishes it, and the customer is told that we have it. */
function ambiguous(open: OpenConversation, answer: CalloutMessage, outcome: Outcome<'ambiguous'>): Next {
  const { evidence, reachedBank, submission } = outcome;
  const told = askAgain(open, takingLonger());
  const next = withAside(told, {
    kind: 'openCase',
    body: {
      status: 'open',
      workId: answer.workId,
      market: open.document.market,
      // What the person may do differs: only what never reached the bank may be submitted by hand.
      reason: reachedBank === 'no' ? 'notSubmitted' : 'ambiguousSubmission',
      evidence: { evidence, reachedBank, ...(submission && { submission }) },
    },
  });
  return finish(next, answer, 'dead');
}

function delayed(open: OpenConversation, answer: CalloutMessage, { retryAt, tries }: Outcome<'delayed'>): Next {
  const wasTold = open.document.submitted.some((one) => one.workId === answer.workId && one.status === 'delayed');
  const told = wasTold ? stay(open) : stay(open, takingLonger());
  return finish(noted(open, answer, { status: 'delayed', tries }, told), answer, 'pending', retryAt);
}

function status(open: OpenConversation, answer: CalloutMessage, outcome: Outcome<'status'>): Next {
  const reference = open.document.submitted.findLast((one) => one.reference !== undefined)?.reference ?? '';
  return finish(
    stay(open, { ...statusNotice(open, outcome, reference), lead: { status: 'submitted', reference } }),
    answer,
    'done',
  );
}

function statusNotice(open: OpenConversation, outcome: Outcome<'status'>, reference: string): Notice {
  if (outcome.result === 'known') {
    const key = `status.${outcome.stage}`;
    const { texts, locale } = open.view;
    return notice('status.stage', {
      reference,
      stage: texts.say(locale, texts.has(locale, key) ? key : 'status.other'),
    });
  }
  if (outcome.result === 'unavailable') return notice('status.unavailable', { reference });
  return notice(open.market.acknowledgement.kind === 'agentContact' ? 'status.representative' : 'status.sms', {
    reference,
  });
}

/** An answer to an application begun before a start-over is noted and told, but moves nothing. */
function settled(open: OpenConversation, answer: Application, event: CalloutOutcome): Next {
  const isThisRun = open.document.submitted.some(
    (one) => one.workId === answer.workId && one.run === open.document.run,
  );
  const moved = isThisRun ? settle(open.flow.machine, open.document, event) : undefined;
  if (moved?.changed) return arriveAt(open, moved);
  return stay(open, outcomeNotice(event.type === 'callout.failed' ? undefined : event.reference));
}

function outcomeNotice(reference: string | undefined): Notice {
  if (reference === undefined) return notice('say.notAccepted');
  return { ...notice('say.alreadySubmitted', { reference }), lead: { status: 'submitted', reference } };
}

type News = Partial<Pick<Next['submitted'][number], 'status' | 'tries' | 'reference' | 'details'>>;

function newsOf(outcome: Known): News {
  if (outcome.class === 'rejected') return { status: 'rejected' };
  return { status: 'done', reference: outcome.reference, details: outcome.details };
}

function noted(open: OpenConversation, answer: Application, news: News, next: Next): Next {
  const submitted = open.document.submitted.map((one) => (one.workId === answer.workId ? { ...one, ...news } : one));
  return { ...next, submitted };
}

function finish(
  next: Next,
  answer: CalloutMessage,
  as: Extract<Aside, { kind: 'settleWork' }>['status'],
  dueAt?: number,
): Next {
  const { workId: id, fence } = answer;
  return withAside(next, { kind: 'settleWork', id, fence, status: as, ...(dueAt === undefined ? {} : { dueAt }) });
}

function takingLonger(): Notice {
  return { ...notice('say.takingLonger'), lead: { status: 'pending' } };
}
