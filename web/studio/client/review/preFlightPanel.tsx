import { Button } from '@mantine/core';
import type { MoveOutcome, PreFlight } from '../../../../bot/studio/contract';
import { marketName } from '../../../desk/client/shared/names';
import { texts } from '../texts';

const OUTCOMES: readonly MoveOutcome[] = ['unaffected', 'sameQuestion', 'newQuestion', 'askedAgain', 'stays'];

/** Everybody who is inside, and what would become of them if they were moved. */
export function PreFlightPanel(props: {
  readonly preFlight: PreFlight;
  readonly isBusy: boolean;
  readonly onAgain: () => void;
}) {
  const { preFlight, isBusy, onAgain } = props;
  const { inside, counts, ways } = preFlight;
  const changing = ways.filter(({ outcome }) => outcome !== 'unaffected');
  return (
    <div className="stack">
      <div className="pre-flight">
        <p className="inside">{inside === 0 ? texts.publish.nobody : texts.publish.people(inside)}</p>
        {inside > 0 && (
          <dl className="figures">
            {OUTCOMES.filter((one) => counts[one] > 0).map((one) => (
              <div key={one} className={one}>
                <dt>{texts.publish.outcomes[one]}</dt>
                <dd>{counts[one]}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      {changing.length > 0 && (
        <table>
          <caption className="hidden-text">{texts.publish.ways}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.versions.market}</th>
              <th scope="col">{texts.publish.wayFrom}</th>
              <th scope="col">{texts.publish.wayTo}</th>
              <th scope="col">{texts.publish.wayOutcome}</th>
              <th scope="col" className="number">
                {texts.publish.wayCount}
              </th>
            </tr>
          </thead>
          <tbody>
            {changing.slice(0, 50).map(({ market, version, from, to, outcome, count }) => (
              <tr key={`${market} ${version} ${from} ${to} ${outcome}`}>
                <td>{marketName(market)}</td>
                <td>{from}</td>
                <td>{to ?? texts.publish.stays}</td>
                <td>{texts.publish.outcomes[outcome]}</td>
                <td className="number">{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="actions">
        <Button size="compact-xs" variant="default" loading={isBusy} onClick={onAgain}>
          {texts.publish.refresh}
        </Button>
      </div>
    </div>
  );
}
