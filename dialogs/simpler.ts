import { FIELDS } from '../machines/lead';
import { exampleFor } from './fields/parsed';
import { notice } from './notice';
import type { Notice, View } from './view';

/** What to do about the open question, in fewest words. Where none is open, what can be done at all. */
export function inFewestWords(view: View): Notice {
  const step = view.flow.steps[view.step];
  if (step?.kind === 'consent') return notice('error.consent');
  if (step?.kind === 'review') return notice('error.review');
  if (step?.kind !== 'ask') return notice('say.help');
  if (step.choices || FIELDS[step.field].kind === 'choice') return notice('say.simplerChoose');
  return notice('say.simplerWrite', { example: exampleFor({ view, step }) });
}
