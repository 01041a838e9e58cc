import type { CallBackBody } from '../../store/documents';
import type { OpenConversation } from '../conversation';
import { stay, withAside } from '../moves';
import type { Aside, Next } from '../next';
import { type Act, audited, refuse } from './act';
import { isCallSlot, nextSlot, type Slot } from './callSlots';
import { textRefusal } from './words';

/** A call-back after the submission, where a representative takes it from there: at the time the customer chose. */
export function callBackFor(open: OpenConversation, { facts }: Next, reference: string): Aside {
  const { id, market, run } = open.document;
  const contactTime = facts.fields.contactTime?.value ?? 'ANY';
  const slot = nextSlot(open.market, open.now, contactTime);
  const body: CallBackBody = {
    status: 'open',
    market,
    reference,
    contactTime,
    contactHours: open.market.contactHours,
    ...(slot && { slot }),
  };
  return { kind: 'callBack', id: `callBack:${id}:${run}`, body };
}

/** Somebody promised the customer a call. One at a time: another time is a change of the one there is. */
export function requestCallBack(open: OpenConversation, message: Act<'requestCallBack'>): Next {
  const { id, market, version, desk } = open.document;
  const { from, to } = message.action;
  if ((desk?.callBacks ?? []).length > 0)
    return refuse(open, 'NotAllowed', 'A call is planned already. Move that one.');
  if (!isCallSlot(open.market, { from, to }, open.now)) return refuse(open, 'Invalid', outOfHours(open));
  const { contactHours } = open.market;
  const body: CallBackBody = { status: 'open', market, contactHours, requestedBy: message.agent, slot: { from, to } };
  const callBackId = `callBack:${id}:v${version + 1}`;
  return audited(open, message, withAside(stay(open), { kind: 'callBack', id: callBackId, body }), { callBackId });
}

/** What came of a call: done, or to be made again at the time agreed, or else the next time people call. */
export function noteOutcome(open: OpenConversation, message: Act<'callBackOutcome'>): Next {
  const { callBackId, outcome, note } = message.action;
  const { callBack } = open;
  if (callBack === undefined) return refuse(open, 'Unknown', 'There is no such call-back.');
  if (callBack.status === 'done') return refuse(open, 'NotAllowed', 'This call-back is done already.');
  const refusal = note ? textRefusal(note.trim(), LONGEST_NOTE) : undefined;
  if (refusal !== undefined) return { ...stay(open), refusal };
  const slot = slotAfter(open, callBack, message.action);
  if (slot === 'invalid') return refuse(open, 'Invalid', outOfHours(open));
  const tried = { at: open.now, by: message.agent, outcome, ...(note && { note: note.trim() }) };
  const { slot: _before, ...kept } = callBack;
  const body: CallBackBody = {
    ...kept,
    status: slot === 'done' ? 'done' : 'open',
    tries: [...(callBack.tries ?? []), tried],
    ...(slot === 'done' ? callBack.slot && { slot: callBack.slot } : slot && { slot }),
  };
  const next = withAside(stay(open), { kind: 'callBack', id: callBackId, body });
  return audited(open, message, next, { callBackId, outcome });
}

const LONGEST_NOTE = 2_000;

function slotAfter(
  { market, now }: OpenConversation,
  { slot, contactTime }: CallBackBody,
  { outcome, slot: agreed }: Act<'callBackOutcome'>['action'],
): Slot | 'done' | 'invalid' | undefined {
  if (outcome !== 'noAnswer' && outcome !== 'rescheduled') return 'done';
  if (agreed !== undefined) return isCallSlot(market, agreed, now) ? agreed : 'invalid';
  return outcome === 'rescheduled' ? 'invalid' : nextSlot(market, Math.max(now, slot?.to ?? now), contactTime);
}

function outOfHours({ market: { contactHours, name } }: OpenConversation): string {
  return `Choose a time within the next 30 days at which ${name} makes calls: ${contactHours}.`;
}
