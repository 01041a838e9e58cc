import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { MarketStorm } from '../../../../bot/studio/storm/contract';
import { ask, Unreached } from '../../../desk/client/server/api';
import { marketName } from '../../../desk/client/shared/names';
import { say } from '../../../desk/client/state/toasts';
import type { Looked } from '../canvas/drawing';
import { useAddress } from '../state/address';
import { problemOf, sent } from './simulating';
import { texts } from './texts';

const CUSTOMERS = 24;

/** The draft before customers to whom everything goes wrong, and a score for each market. */
export function StormPane({ looked }: { readonly looked: Looked }) {
  const { market } = useAddress();
  const [seed, setSeed] = useState('1');
  const [told, setTold] = useState<readonly MarketStorm[]>([]);
  const [isBusy, setBusy] = useState(false);
  const markets = market === undefined ? looked.content.flow.markets : [market];
  const run = async () => {
    setBusy(true);
    setTold([]);
    try {
      for (const one of markets) {
        const body = { ...sent(looked.content), market: one, seed: Number(seed) || 0, customers: CUSTOMERS };
        const storm = await ask<MarketStorm>('storm', { method: 'POST', body });
        setTold((now) => [...now, storm]);
      }
    } catch (cause) {
      say(cause instanceof Unreached ? texts.storm.busy : problemOf(cause), 'bad');
    }
    setBusy(false);
  };
  return (
    <div className="sim-pane">
      <p className="muted">{texts.storm.explain}</p>
      <div className="sim-tools">
        <TextInput
          className="sim-seed"
          label={texts.storm.seed}
          value={seed}
          inputMode="numeric"
          onChange={({ currentTarget }) => setSeed(currentTarget.value.replace(/\D/g, '').slice(0, 9))}
        />
        <Button loading={isBusy} onClick={() => void run()}>
          {texts.storm.run}
        </Button>
        <span className="muted" role="status">
          {isBusy && texts.tests.running(told.length, markets.length)}
        </span>
      </div>
      <ul className="sim-storms">
        {told.map((storm) => (
          <StormCard key={storm.market} storm={storm} />
        ))}
      </ul>
    </div>
  );
}

function StormCard({ storm }: { readonly storm: MarketStorm }) {
  const { market, score, customers, byThemselves, withPerson, broken, conditions } = storm;
  const level = score >= 95 ? 'good' : score >= 70 ? 'fair' : 'poor';
  return (
    <li className="sim-storm">
      <h3>{marketName(market)}</h3>
      <p className={`sim-score ${level}`}>
        <strong>{score}</strong> <span className="muted">{texts.storm.score}</span>
      </p>
      <dl className="sim-facts">
        <div>
          <dt>{texts.storm.alone}</dt>
          <dd>{`${byThemselves} / ${customers}`}</dd>
        </div>
        <div>
          <dt>{texts.storm.person}</dt>
          <dd>{withPerson}</dd>
        </div>
        <div>
          <dt>{texts.storm.broken}</dt>
          <dd>{broken.length === 0 ? texts.storm.none : broken.length}</dd>
        </div>
      </dl>
      <ul className="sim-conditions">
        {conditions
          .filter((one) => one.byThemselves < one.customers || one.broken > 0)
          .map((one) => (
            <li key={one.condition}>
              {texts.storm.conditions[one.condition]}: {one.byThemselves} / {one.customers}
            </li>
          ))}
      </ul>
      {broken.length > 0 && (
        <ul className="sim-broken">
          {broken.slice(0, 12).map((one) => (
            <li key={`${one.customer} ${one.promise} ${one.step} ${one.what}`}>
              <strong>{texts.storm.promises[one.promise]}</strong> ({one.step}) {one.what}{' '}
              <span className="muted">
                {texts.storm.who(one.customer, texts.storm.conditions[one.condition])}, {texts[one.channel]}
              </span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
