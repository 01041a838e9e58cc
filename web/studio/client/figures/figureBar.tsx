import { marketName } from '../../../desk/client/shared/names';
import { useStore } from '../../../desk/client/state/store';
import { texts } from '../simulator/texts';
import { counting, useCountedMarket, useFigures } from '../state/figures';
import { FigureFilters } from './figureFilters';

/** Above the drawing, while it shows how far customers get: of whom, and how many there are. */
export function FigureBar() {
  const { isShown } = useStore(counting);
  const market = useCountedMarket();
  const { data, isError } = useFigures(isShown);
  if (!isShown) return null;
  return (
    <div className="figure-bar">
      {market === undefined ? (
        <span role="status">{texts.funnel.notYours}</span>
      ) : (
        <>
          <strong>{marketName(market)}</strong>
          <span className="muted small" role="status">
            {isError
              ? texts.failed
              : data === undefined
                ? texts.playing
                : texts.funnel.summary(data.conversations, data.submitted)}
          </span>
          <FigureFilters funnel={data} />
        </>
      )}
    </div>
  );
}
