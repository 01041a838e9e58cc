import { type CallTime, callTimeChoices, callTimeWords } from '../../dialogs/callTimes';
import { BACK_TO_BOT } from '../../dialogs/handoff';
import { notice } from '../../dialogs/notice';
import { nationalMobile } from '../../dialogs/variables';
import type { CallBackBody } from '../../store/documents';
import type { OpenConversation } from '../conversation';
import { askAgain, stay, withAside } from '../moves';
import type { Next } from '../next';
import { isCallSlot } from './callSlots';

/** The customer chose a time at which they are to be called. One at a time: another one is a matter for a person. */
export function planCall(open: OpenConversation, chosen: CallTime): Next | undefined {
  if (!open.document.facts.fields.mobile?.value) return undefined;
  const [planned] = open.document.desk?.callBacks ?? [];
  if (planned !== undefined) return planned.slot && sayPlanned(open, planned.slot);
  if (!isCallSlot(open.market, chosen, open.now)) return sayPassed(open);
  const { id, market, version } = open.document;
  const body: CallBackBody = { status: 'open', market, contactHours: open.market.contactHours, slot: chosen };
  return withAside(sayPlanned(open, chosen), { kind: 'callBack', id: `callBack:${id}:v${version + 1}`, body });
}

function sayPlanned(open: OpenConversation, time: CallTime): Next {
  const mobile = nationalMobile(open.document.facts.fields.mobile?.value ?? '');
  const vars = { mobile, time: callTimeWords(open.view, time) };
  // Who went on with the assistant meanwhile has a question before them.
  if (open.document.status === 'bot') return askAgain(open, notice('say.callPlanned', vars));
  return stay(open, notice('say.callPlanned', vars, [back(open)]));
}

function sayPassed(open: OpenConversation): Next {
  return stay(open, notice('say.callPassed', {}, [...callTimeChoices(open.view), back(open)]));
}

function back({ view }: OpenConversation) {
  return { payload: BACK_TO_BOT, label: view.texts.say(view.locale, 'btn.stayWithBot') };
}
