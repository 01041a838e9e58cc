import type { AgentMessage } from '../../dialogs/message';
import type { OpenConversation } from '../conversation';
import { decideOnHub } from '../hub/hubTurn';
import { stay } from '../moves';
import type { Next } from '../next';
import { type Act, penRefusal } from './act';
import { noteOutcome, requestCallBack } from './callBacks';
import { fill } from './fill';
import { handBack } from './handBack';
import { takeNote } from './note';
import { noteReveal } from './noteReveal';
import { offerConsent } from './offer';
import { barge, claim, expire, reassign, transfer } from './passing';
import { resolve } from './resolve';
import { say } from './say';
import { sendTemplate } from './template';

/**
 * What an agent's command leads to. Who acts for the bank names the pen's epoch, so that of two at once one is refused;
 * a refusal writes nothing. What is done is kept with its line of the audit. Pure.
 */
export function decideOnAgent(open: OpenConversation, message: AgentMessage): Next {
  const { kind } = message.action;
  const refusal = WITHOUT_PEN.has(kind) ? undefined : penRefusal(open, message);
  if (refusal !== undefined) return { ...stay(open), refusal };
  // The table pairs every kind with its own act, which a lookup by a union of kinds cannot express.
  const act = ACTS[kind] as (open: OpenConversation, message: AgentMessage) => Next;
  return act(open, message);
}

type Kind = AgentMessage['action']['kind'];

/** What says nothing to the customer and leaves the pen with its holder, is about taking it, or looks at it itself. */
const WITHOUT_PEN: ReadonlySet<Kind> = new Set([
  'claim',
  'barge',
  'reassign',
  'expire',
  'note',
  'requestCallBack',
  'callBackOutcome',
  'reveal',
  'hub',
]);

const ACTS: { readonly [K in Kind]: (open: OpenConversation, message: Act<K>) => Next } = {
  claim,
  barge,
  reassign,
  transfer,
  expire,
  handBack,
  resolve,
  send: say,
  sendTemplate,
  note: takeNote,
  reveal: noteReveal,
  fill,
  offerConsent,
  requestCallBack,
  callBackOutcome: noteOutcome,
  hub: decideOnHub,
};
