import type { Notice, Utterance } from '../dialogs/view';
import { type Arrival, advance, effectAt } from '../machines/advance';
import type { Effect, EffectOf, FlowEvent } from '../machines/events';
import { type PenEvent, passPen } from '../machines/handoff';
import { answerBeforeTurn } from '../machines/navigate';
import type { DeskReason } from '../store/documents';
import type { OpenConversation } from './conversation';
import type { Aside, Next } from './next';
import { submittedNotice } from './notices';
import { standsInTheWay } from './standsInTheWay';

/** The moves that every decision of a turn is made of. Pure. */

/** Leaves everything as it is and says something, or nothing. */
export function stay(open: OpenConversation, ...utterances: readonly Utterance[]): Next {
  const { facts, step, locale, status, pen, run, submitted, optedOut, carry, carrying, prompt } = open.document;
  const position = { facts, step, locale, status, pen, run, submitted, optedOut, carry, carrying };
  return { ...position, utterances, attempts: prompt?.attempts ?? 0, aside: [] };
}

/** Says something and puts the open question again; there is none while the bank works or after the end. */
export function askAgain(open: OpenConversation, ...notices: readonly Notice[]): Next {
  const question = effectAt(open.flow.machine, open.document.step);
  return stay(open, ...notices, ...(isQuestion(question) ? [question] : []));
}

/** Whether the customer is to answer something there. */
export function isQuestion({ type }: Effect): boolean {
  return type === 'ask' || type === 'consent' || type === 'review';
}

/** Goes to where the machine arrived, with everything its effects ask for besides words. */
export function arriveAt(open: OpenConversation, arrival: Arrival, base: Next = stay(open), reason?: DeskReason): Next {
  const there: Next = {
    ...base,
    facts: arrival.facts,
    step: arrival.step,
    locale: arrival.facts.fields.language?.value ?? base.locale,
    attempts: 0,
    utterances: [...base.utterances, ...arrival.effects],
    // Asked before its turn once; from here on the facts lead.
    ...(open.document.desk?.askFirst !== undefined && { desk: { ...base.desk, askFirst: undefined } }),
  };
  let next = there;
  for (const effect of arrival.effects) {
    if (effect.type === 'handoff')
      next = withPen(next, { type: 'handoff.requested', queue: effect.spec.queue }, reason);
    if (effect.type === 'callout') next = submitOnce(open, next, effect);
  }
  return next;
}

/** Hands an event to the machine; undefined when it was not for this step. */
export function happen(open: OpenConversation, event: FlowEvent, base?: Next): Next | undefined {
  const isBeforeTurn = open.document.desk?.askFirst === open.document.step;
  const moved = (isBeforeTurn ? answerBeforeTurn : advance)(open.flow.machine, open.document, event);
  const reason = event.type === 'attempts.exhausted' ? 'attempts' : 'asked';
  return moved.changed ? arriveAt(open, moved, base, reason) : undefined;
}

/** Passes the pen when the protocol allows it; a refused request leaves it where it is. */
export function withPen(next: Next, event: PenEvent, reason: DeskReason = 'asked'): Next {
  const passed = passPen({ status: next.status, pen: next.pen }, event);
  if (passed === undefined) return next;
  const called = event.type === 'handoff.requested' && { desk: { ...next.desk, queue: event.queue, reason } };
  return { ...next, status: passed.status, pen: passed.pen, ...called };
}

/** While nobody has taken the conversation over yet, the customer may go on with the assistant. */
export function withPenBack(open: OpenConversation): Next {
  const base = stay(open);
  return open.document.status === 'pending' ? withPen(base, { type: 'customer.returned' }) : base;
}

export function withAside(next: Next, aside: Aside): Next {
  return { ...next, aside: [...next.aside, aside] };
}

const DAY_MS = 24 * 3_600_000;

/**
 * Commits the intent to submit, once per application. In one conversation it is the same person, whatever number and
 * address they give: a second application for the same card is answered with how the first one stands, for a day at least.
 */
function submitOnce(open: OpenConversation, next: Next, effect: EffectOf<'callout'>): Next {
  const product = next.facts.fields.product?.value ?? '';
  const { market } = open.document;
  const forMs = Math.max(open.oneApplicationMs, DAY_MS);
  const standing = next.submitted.filter(
    (one) =>
      one.product === product &&
      (one.market ?? market) === market &&
      standsInTheWay(one, open.now, forMs) !== undefined,
  );
  const told = standing.find(({ reference }) => reference !== undefined)?.reference;
  if (told !== undefined) return tellAgain(open, next, effect, told);
  if (standing.length > 0) return askAgain(open, submittedNotice(undefined));
  const workId = `${open.document.id}:${next.run}:${effect.step}`;
  const intent = {
    workId,
    run: next.run,
    step: effect.step,
    product,
    market,
    at: open.now,
    status: 'pending' as const,
  };
  const submitted = [...next.submitted, intent];
  return withAside(
    { ...next, submitted },
    { kind: 'submit', step: effect.step, operation: effect.spec.operation, workId },
  );
}

/** What the bank will not hear is not said: details given this time, as a new number, are not the ones it has. */
function tellAgain(open: OpenConversation, next: Next, effect: EffectOf<'callout'>, reference: string): Next {
  const event = { type: 'callout.succeeded', step: effect.step, reference, details: {} } as const;
  const arrival = advance(open.flow.machine, next, event);
  const utterances = [...next.utterances.filter((one) => one !== effect), submittedNotice(reference)];
  const effects = arrival.effects.filter(({ type }) => type !== 'say');
  return arriveAt(open, { ...arrival, effects }, { ...next, utterances });
}
