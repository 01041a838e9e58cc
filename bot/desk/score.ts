import { notice } from '../../dialogs/notice';
import type { Notice } from '../../dialogs/view';
import type { OpenConversation } from '../conversation';
import { stay, withAside } from '../moves';
import type { Next } from '../next';

const SCORES = ['1', '2', '3', '4', '5'] as const;

/** Asks how the customer found the help: a number, which every language and every keypad has. */
export function scoreNotice(): Notice {
  return notice(
    'say.askScore',
    {},
    SCORES.map((score) => ({ payload: `cmd|score:${score}`, label: score })),
  );
}

/** Keeps the answer, says thanks, and begins nothing. Who thinks again may tap again. */
export function keepScore(open: OpenConversation, score: number): Next | undefined {
  const { csat, wrapUp } = open.document.desk ?? {};
  if (csat === undefined) return undefined;
  const { askedAt } = csat;
  const next = { ...stay(open, notice('say.scoreThanks')), desk: { csat: { askedAt, score, at: open.now } } };
  const body = { score, askedAt, ...(wrapUp && { agent: wrapUp.by, code: wrapUp.code }) };
  return withAside(next, { kind: 'score', body });
}
