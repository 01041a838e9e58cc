import { callTimeChoices } from './callTimes';
import type { Dialog } from './dialog';
import { notice } from './notice';
import { textsOf } from './textsOf';
import { variablesOf } from './variables';
import type { Understanding, View } from './view';
import { saysWord } from './words';

/**
 * A person is to answer. What is typed is for them; the way back to the assistant stays open. Where nobody is there the
 * customer is told so, and when somebody will be or could call.
 */
export const handoffDialog: Dialog<'handoff'> = {
  speak: (view, step) => {
    const calls = view.unattended ? callTimeChoices(view) : [];
    const nobody = calls.length > 0 ? 'say.handoffNobodyCall' : 'say.handoffNobody';
    return {
      text: textsOf(view).say(view.locale, view.unattended ? nobody : step.text, variablesOf(view)),
      options: [
        ...calls.map(({ payload: choice, label }) => ({ choice, label })),
        { choice: BACK_TO_BOT, label: textsOf(view).say(view.locale, 'btn.stayWithBot') },
      ],
      input: 'text',
    };
  },
  listen: (view, _step, text) => listenWaiting(view, text),
  tap: (view) => stillWaiting(view),
};

export const BACK_TO_BOT = 'cmd|bot';

/** What a text means while a person is asked for or has the pen, at whatever step that is. */
export function listenWaiting(view: View, text: string): Understanding {
  const returns = saysWord(textsOf(view), view.locale, 'bot', text);
  return returns ? { kind: 'command', command: 'bot' } : stillWaiting(view);
}

/** Tells that the message is kept for a person. */
export function stillWaiting(view: View): Understanding {
  const label = textsOf(view).say(view.locale, 'btn.stayWithBot');
  const error = notice('say.handoffWaiting', undefined, [{ payload: BACK_TO_BOT, label }]);
  return { kind: 'unrecognized', error };
}

/** Asked for, or in the hands of, a person. */
export function isWithPerson({ status }: View): boolean {
  return status === 'pending' || status === 'open';
}
