import { texts } from '../texts';
import type { TextBudget } from './budgetOf';

/** How much of the room for a text is taken. */
export function Budget({ budget }: { readonly budget: TextBudget | undefined }) {
  if (budget === undefined) return null;
  const { length, limit, what } = budget;
  const words = texts.words.budgetLabel(length, limit, texts.words.budgetKinds[what]);
  const level = length > limit ? ' over' : length > limit * 0.9 ? ' near' : '';
  return (
    <span className={`budget${level}`} title={words}>
      <span aria-hidden="true">{texts.words.budget(length, limit)}</span>
      <span className="hidden-text">{words}</span>
    </span>
  );
}
