import { notice } from '../../dialogs/notice';
import { type Arrival, effectAt } from '../../machines/advance';
import { fastForward } from '../../machines/fastForward';
import type { StepId } from '../../machines/flow';
import { openQuestions } from '../../machines/navigate';
import type { OpenConversation } from '../conversation';
import { askMarket } from '../messaging/marketQuestion';
import { withUntold } from '../messaging/untold';
import { arriveAt, stay, withPen } from '../moves';
import type { Next } from '../next';
import { type Act, audited, refuse } from './act';
import { longestText, reachRefusal } from './say';
import { textRefusal } from './words';

/**
 * The agent gives the pen back, with a last line if they like. The bot asks what the facts lead to and so passes over
 * all that is known by now, or first another open question that the agent chose.
 */
export function handBack(open: OpenConversation, message: Act<'handBack'>): Next {
  const { step, line: words } = message.action;
  const line = words?.trim() || undefined;
  const refusal = line === undefined ? undefined : (reachRefusal(open) ?? textRefusal(line, longestText(open)));
  if (refusal !== undefined) return { ...stay(open), refusal };
  const next = backToBot(open, message.agent, step);
  if (next === undefined) return refuse(open, 'Invalid', 'That question is not open now.');
  return audited(open, message, { ...next, ...(line !== undefined && { line }) }, { epoch: next.pen.epoch });
}

/** Undefined when `first` is none of the questions that may be asked now. */
export function backToBot(open: OpenConversation, agent: string, first: StepId | undefined): Next | undefined {
  const { marketChoices, optedOut } = open.document;
  const released = withPen(stay(open), { type: 'agent.released', agent });
  if (marketChoices !== undefined) {
    return { ...released, utterances: askMarket(open, RETURNED).utterances };
  }
  const arrival = first === undefined ? fastForward(open.flow.machine, open.document.facts) : askedFirst(open, first);
  if (arrival === undefined) return undefined;
  const arrived = arriveAt(open, arrival, { ...released, utterances: [RETURNED] });
  const next = first === undefined ? arrived : { ...arrived, desk: { ...arrived.desk, askFirst: first } };
  // Nothing is sent to who wants no messages, so there is nothing to say.
  return optedOut === undefined ? withUntold(open, next) : { ...next, utterances: [] };
}

const RETURNED = notice('say.handoffReturned');

function askedFirst(open: OpenConversation, step: StepId): Arrival | undefined {
  const { machine } = open.flow;
  const { facts } = open.document;
  if (!openQuestions(machine, facts).includes(step)) return undefined;
  return { step, facts, effects: [effectAt(machine, step)] };
}
