import type { WrapUpCode } from '../../dialogs/deskCommand';
import type { OpenConversation } from '../conversation';
import { withUntold } from '../messaging/untold';
import { stay, withAside, withPen } from '../moves';
import type { Next } from '../next';
import { type Act, audited, refuse } from './act';
import { reachRefusal } from './say';
import { scoreNotice } from './score';
import { textRefusal } from './words';

const LONGEST_NOTE = 4_000;

/** Ends what a person had to do here, with what came of it; the customer may be asked how they found it. */
export function resolve(open: OpenConversation, message: Act<'resolve'>): Next {
  const { agent: by, name, action } = message;
  const { code, askScore = false } = action;
  const text = action.note?.trim() ?? '';
  const missing = whatIsMissing(open, code, text);
  if (missing !== undefined) return refuse(open, 'WrapUpNeeded', missing);
  const refusal = text === '' ? undefined : textRefusal(text, LONGEST_NOTE);
  if (refusal !== undefined) return { ...stay(open), refusal };
  const ended = withPen(stay(open), { type: 'handoff.resolved', agent: by });
  const told = reachRefusal(open) === undefined ? withScoreAsked(withUntold(open, ended), open, askScore) : ended;
  const wrapped = { ...told, desk: { ...told.desk, wrapUp: { code, by, at: open.now } } };
  const noted = text === '' ? wrapped : withAside(wrapped, { kind: 'note', body: { by, name, text } });
  return audited(open, message, noted, { code, epoch: noted.pen.epoch });
}

/** What a code says must be so, or be told by whoever chose it. */
function whatIsMissing({ document }: OpenConversation, code: WrapUpCode, text: string): string | undefined {
  const isSubmitted = document.submitted.some(({ run, status }) => run === document.run && status !== 'rejected');
  switch (code) {
    case 'completed':
      return isSubmitted ? undefined : 'No application has been submitted here. Choose another code.';
    case 'callBack':
      return (document.desk?.callBacks ?? []).length > 0 ? undefined : 'No call is planned. Plan one first.';
    case 'complaint':
    case 'other':
      return text === '' ? 'Write down what it was about.' : undefined;
    default:
      return undefined;
  }
}

function withScoreAsked(next: Next, open: OpenConversation, askScore: boolean): Next {
  if (!askScore || open.document.marketChoices !== undefined) return next;
  return {
    ...next,
    utterances: [...next.utterances, scoreNotice()],
    desk: { ...next.desk, csat: { askedAt: open.now } },
  };
}
