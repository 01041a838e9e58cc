import type { FunnelStep } from '../../../../bot/studio/funnel/contract';
import { texts } from '../simulator/texts';

/** How far customers get at one step, on its card: the bar is who answered, the lines beneath what became of the others. */
export function StepFigures({ figures }: { readonly figures: FunnelStep }) {
  const { entered, answered, medianMs } = figures;
  const share = entered === 0 ? 0 : Math.round((100 * answered) / entered);
  return (
    <span className="card-figures" title={spokenFigures(figures)}>
      <span className="card-bar" aria-hidden="true">
        <span style={{ inlineSize: `${share}%` }} />
      </span>
      <span className="card-counts">
        <span>{texts.funnel.shareOf(answered, entered)}</span>
        {medianMs !== undefined && <span>{texts.funnel.seconds(medianMs)}</span>}
        {lossesOf(figures).map((words) => (
          <span key={words} className="loss">
            {words}
          </span>
        ))}
      </span>
    </span>
  );
}

/** The same in words, with what answers were asked again for. */
export function spokenFigures(figures: FunnelStep): string {
  const { entered, answered, medianMs, askedAgain } = figures;
  const rules = Object.entries(askedAgain).map(([key, count]) => `${key.replace('error.', '')} ${count}`);
  return [
    texts.funnel.shareOf(answered, entered),
    ...lossesOf(figures),
    ...(rules.length > 0 ? [`${texts.funnel.again}: ${rules.join(', ')}`] : []),
    ...(medianMs === undefined ? [] : [`${texts.funnel.time}: ${texts.funnel.seconds(medianMs)}`]),
  ].join('. ');
}

function lossesOf({ askedAgain, left, handedOff }: FunnelStep): readonly string[] {
  const again = Object.values(askedAgain).reduce((sum, count) => sum + count, 0);
  return [
    again > 0 ? texts.funnel.againCount(again) : '',
    left > 0 ? texts.funnel.leftCount(left) : '',
    handedOff > 0 ? texts.funnel.handedCount(handedOff) : '',
  ].filter((words) => words !== '');
}
