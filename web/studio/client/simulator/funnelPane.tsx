import { Button } from '@mantine/core';
import type { FunnelStep } from '../../../../bot/studio/funnel/contract';
import { marketName } from '../../../desk/client/shared/names';
import { FigureFilters } from '../figures/figureFilters';
import { go } from '../state/address';
import { counting, useCountedMarket, useFigures } from '../state/figures';
import { texts } from './texts';

/** How far the customers of a market get, question by question. */
export function FunnelPane() {
  const market = useCountedMarket();
  const { data, isError, isPending } = useFigures(true);
  if (market === undefined) return <p className="hollow">{texts.funnel.notYours}</p>;
  return (
    <div className="sim-pane">
      <p className="muted">{texts.funnel.explain(marketName(market))}</p>
      <div className="sim-tools">
        <FigureFilters funnel={data} />
        <span className="muted" role="status">
          {isError
            ? texts.failed
            : isPending
              ? texts.playing
              : data && texts.funnel.summary(data.conversations, data.submitted)}
        </span>
        <Button variant="default" onClick={onCanvas}>
          {texts.funnel.onCanvas}
        </Button>
      </div>
      {data?.steps.length === 0 && <p className="hollow">{texts.funnel.none}</p>}
      {data !== undefined && data.steps.length > 0 && <Steps steps={data.steps} />}
    </div>
  );
}

/** The same figures, on the steps of the drawing. */
function onCanvas(): void {
  counting.change((now) => ({ ...now, isShown: true }));
  go({ view: 'flow' });
}

function Steps({ steps }: { readonly steps: readonly FunnelStep[] }) {
  const words = texts.funnel;
  const most = Math.max(...steps.map(({ entered }) => entered));
  const heads = [words.entered, words.answered, words.again, words.left, words.handedOff, words.time];
  return (
    <table className="sim-differences sim-funnel">
      <thead>
        <tr>
          <th scope="col">{words.question}</th>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {steps.map(({ step, entered, answered, askedAgain, left, handedOff, medianMs }) => (
          <tr key={step}>
            <th scope="row">
              <button type="button" className="link" onClick={() => go({ view: 'flow', step })}>
                {step}
              </button>
            </th>
            <td>
              <meter min={0} max={most} value={entered} aria-label={`${words.entered}: ${entered}`} /> {entered}
            </td>
            <td>{words.share(answered, entered)}</td>
            <td>
              {Object.entries(askedAgain)
                .map(([key, count]) => `${key.replace('error.', '')} ${count}`)
                .join('\n')}
            </td>
            <td>{left}</td>
            <td>{handedOff}</td>
            <td>{medianMs === undefined ? '' : words.seconds(medianMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
