import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Library, PointerRow, VersionRow } from '../../../../bot/studio/contract';
import type { Arm, Experiment, ExperimentPlan, FunnelRoutes } from '../../../../bot/studio/funnel/contract';
import type { Market } from '../../../../machines/market';
import { ask, Refused } from '../../../desk/client/server/api';
import { queryClient } from '../../../desk/client/server/queryClient';
import { marketName } from '../../../desk/client/shared/names';
import { dayAndTime } from '../../../desk/client/shared/times';
import { say } from '../../../desk/client/state/toasts';
import { mayPublish, useSelf } from '../state/self';
import { texts } from '../texts';

/** Two versions side by side, market by market: begun, read when there is enough to read, and ended. */
export function Experiments({ library }: { readonly library: Library }) {
  const me = useSelf();
  const own = library.pointers.filter(({ market }) => me.markets.includes(market));
  const [chosen, setChosen] = useState(
    () => (own.find(({ challenger }) => challenger !== undefined) ?? own[0])?.market,
  );
  const pointer = own.find(({ market }) => market === chosen);
  if (pointer === undefined) return null;
  return (
    <section className="panel experiments">
      <h3>{texts.experiments.heading}</h3>
      <p className="muted">{texts.experiments.explain}</p>
      <Select
        className="share"
        label={texts.versions.market}
        data={own.map(({ market, challenger }) => ({
          value: market,
          label: challenger === undefined ? marketName(market) : texts.experiments.runsIn(marketName(market)),
        }))}
        value={pointer.market}
        allowDeselect={false}
        onChange={(value) => setChosen(own.find(({ market }) => market === value)?.market)}
      />
      <OfMarket key={pointer.market} pointer={pointer} versions={library.versions} />
    </section>
  );
}

function OfMarket({ pointer, versions }: { readonly pointer: PointerRow; readonly versions: readonly VersionRow[] }) {
  const { market, version, challenger } = pointer;
  const { data, isError } = useQuery({
    queryKey: ['experiment', market, version, challenger],
    queryFn: () => ask<FunnelRoutes['GET experiment']['answer']>(`experiment?market=${market}`),
    staleTime: 60_000,
  });
  if (isError) return <p className="muted">{texts.failed}</p>;
  if (data === undefined) return <p className="muted">{texts.loading}</p>;
  if (data.running !== undefined) return <Running pointer={pointer} running={data.running} />;
  return <Beginning pointer={pointer} versions={versions} plans={data.plans} />;
}

function Running({ pointer, running }: { readonly pointer: PointerRow; readonly running: Experiment }) {
  const { market, version } = pointer;
  const { control, challenger, plan, verdict, difference, since, share } = running;
  const me = useSelf();
  const say100 = Math.round(share * 100);
  return (
    <div className="stack">
      <p className="muted">{texts.experiments.since(dayAndTime(since), challenger.version, say100, control.version)}</p>
      <div className="arms">
        <ArmFigures arm={control} perArm={plan.perArm} isRead={verdict !== 'tooFew'} />
        <ArmFigures arm={challenger} perArm={plan.perArm} isRead={verdict !== 'tooFew'} />
      </div>
      <p className={`verdict ${verdict}`} role="status">
        <strong>{texts.experiments.verdicts[verdict](challenger.version, control.version)}</strong>
      </p>
      {verdict === 'tooFew' ? (
        <p className="muted">{texts.experiments.notEnough(plan.points, plan.perArm)}</p>
      ) : (
        difference !== undefined && (
          <p>{texts.experiments.interval(difference.points, difference.from, difference.to)}</p>
        )
      )}
      <details>
        <summary>{texts.experiments.how}</summary>
        <p className="muted">{texts.experiments.method(plan.points, plan.perArm)}</p>
      </details>
      {mayPublish(me) && (
        <div className="actions">
          <Button variant="default" onClick={() => void challenge(market, version, null)}>
            {texts.experiments.stop(control.version)}
          </Button>
        </div>
      )}
    </div>
  );
}

function ArmFigures({ arm, perArm, isRead }: { readonly arm: Arm; readonly perArm: number; readonly isRead: boolean }) {
  const { version, begun, customers, submitted } = arm;
  return (
    <div className="arm">
      <h4>
        {texts.versions.version} {version}
      </h4>
      <meter min={0} max={perArm} value={customers} aria-label={texts.experiments.read(customers, perArm)} />
      <p className="small">{texts.experiments.read(customers, perArm)}</p>
      <p className="muted small">{texts.experiments.begun(begun)}</p>
      {isRead && <p>{texts.experiments.submitted(submitted, customers)}</p>}
    </div>
  );
}

const SHARES = [50, 25, 10];

/** What is fixed before it begins: the other version, who begins on it, and what difference would be worth finding. */
function Beginning(props: {
  readonly pointer: PointerRow;
  readonly versions: readonly VersionRow[];
  readonly plans: readonly ExperimentPlan[];
}) {
  const { pointer, plans } = props;
  const { market, version } = pointer;
  const me = useSelf();
  const others = props.versions.filter((one) => one.version !== version && isApprovedFor(one, market));
  const [other, setOther] = useState<string | null>(null);
  const [share, setShare] = useState('50');
  const [points, setPoints] = useState('5');
  if (others.length === 0) return <p className="muted">{texts.experiments.nothingToTry(marketName(market))}</p>;
  if (!mayPublish(me)) return <p className="muted">{texts.experiments.none}</p>;
  const begin = () =>
    challenge(market, version, { version: Number(other), share: Number(share) / 100, points: Number(points) });
  return (
    <div className="stack">
      <div className="begin">
        <Select
          label={texts.experiments.other(version)}
          data={others.map((one) => ({ value: String(one.version), label: `${one.version} · ${one.title}` }))}
          value={other}
          onChange={setOther}
        />
        <Select
          label={texts.publish.share}
          data={SHARES.map((percent) => ({ value: String(percent), label: texts.publish.shareOf(percent) }))}
          value={share}
          allowDeselect={false}
          onChange={(value) => setShare(value ?? '50')}
        />
        <Select
          label={texts.experiments.points}
          data={plans.map((plan) => ({
            value: String(plan.points),
            label: texts.experiments.plan(plan.points, plan.perArm),
          }))}
          value={points}
          allowDeselect={false}
          onChange={(value) => setPoints(value ?? '5')}
        />
      </div>
      <div className="actions">
        <Button disabled={other === null} onClick={() => void begin()}>
          {texts.experiments.begin}
        </Button>
      </div>
    </div>
  );
}

/** What came with the product was looked at before it shipped. */
function isApprovedFor({ from, markets, approvals = [] }: VersionRow, market: Market): boolean {
  return from === 'product' ? markets.includes(market) : approvals.some((one) => one.market === market);
}

async function challenge(market: Market, from: number, challenger: PointerRow['challenger'] | null): Promise<void> {
  try {
    const library = await ask<Library>(`pointers/${market}/challenger`, { method: 'POST', body: { from, challenger } });
    queryClient.setQueryData(['library'], library);
    void queryClient.invalidateQueries({ queryKey: ['history'] });
    say(challenger === null ? texts.experiments.ended : texts.experiments.runsNow);
  } catch (cause) {
    say(cause instanceof Refused ? cause.message : texts.failed, 'bad');
    void queryClient.invalidateQueries({ queryKey: ['library'] });
  }
}
