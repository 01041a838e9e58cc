import type { CustomerMessage } from '../../dialogs/message';
import { recognize } from '../../dialogs/recognize';
import type { Understanding } from '../../dialogs/view';
import { effectAt } from '../../machines/advance';
import type { FlowEvent } from '../../machines/events';
import { record } from '../../machines/record';
import type { OpenConversation } from '../conversation';
import { isLate, isMessenger } from '../inbound';
import { unseen } from '../messaging/unseen';
import { stay, withAside } from '../moves';
import type { Next } from '../next';
import { type Act, audited, refuse } from './act';
import { reachRefusal } from './say';

/** What the customer decided on a notice that an agent had shown to them. */
export type Decided = Extract<Understanding, { kind: 'event' }> & {
  readonly event: Extract<FlowEvent, { type: 'consent.granted' | 'consent.declined' }>;
};

/** Has the bot show its own notice while the agent holds the pen. Nobody but the customer can agree to it. */
export function offerConsent(open: OpenConversation, message: Act<'offerConsent'>): Next {
  const { purpose } = message.action;
  const { facts } = open.document;
  const steps = Object.entries(open.view.flow.steps);
  const [step, spec] = steps.find(([, one]) => one.kind === 'consent' && one.purpose === purpose) ?? [];
  if (step === undefined || spec?.kind !== 'consent')
    return refuse(open, 'Unknown', 'This market does not ask for that consent.');
  const fact = facts.consents[purpose];
  if (fact?.decision === 'granted' && fact.noticeVersion === spec.notice.version)
    return refuse(open, 'NotAllowed', 'The customer has agreed to that already.');
  const isRequired = open.market.requiredConsents.includes(purpose);
  if (isRequired && Object.keys(facts.callouts).length > 0)
    return refuse(open, 'NotAllowed', 'The application is with the bank already.');
  const refusal = reachRefusal(open);
  if (refusal !== undefined) return { ...stay(open), refusal };
  const shown = { ...stay(open, effectAt(open.flow.machine, step)), desk: { offered: step } };
  return audited(open, message, shown, { purpose });
}

/** What a customer's message decides on the notice in front of them; undefined: it is for the agent to read. */
export function decidedOn(open: OpenConversation, message: CustomerMessage): Decided | undefined {
  const { desk, prompt } = open.document;
  if (prompt === undefined || prompt.step !== desk?.offered) return undefined;
  if (isLate(open.document, message) || !wasShown(open, message)) return undefined;
  const heard = recognize({ ...open.view, step: prompt.step, status: 'bot' }, message);
  const isDecision =
    heard.kind === 'event' && (heard.event.type === 'consent.granted' || heard.event.type === 'consent.declined');
  return isDecision ? (heard as Decided) : undefined;
}

/** On a messenger what is typed decides only on what is known to have arrived. */
function wasShown(open: OpenConversation, message: CustomerMessage): boolean {
  if (message.kind !== 'text' || !isMessenger(open.document)) return true;
  return open.sent !== undefined && unseen(open, message) === undefined;
}

/** The decision is kept; nothing is said, and where the conversation stands is worked out when the bot is back. */
export function keepDecision(open: OpenConversation, { event, method }: Decided): Next {
  const decision = event.type === 'consent.granted' ? 'granted' : 'declined';
  const kept = { ...stay(open), facts: record(open.document.facts, event), desk: { offered: undefined } };
  return withAside(kept, { kind: 'consent', purpose: event.purpose, decision, method });
}
