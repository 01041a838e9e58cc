import { UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useStore } from '../../../desk/client/state/store';
import { Starting } from '../app';
import type { Looked } from '../canvas/drawing';
import { go, useAddress } from '../state/address';
import { localesFor } from '../state/wording';
import { FunnelPane } from './funnelPane';
import { ReplayPane } from './replayPane';
import { OPENS, playMoves, type Simulating, simulating } from './simulating';
import './simulator.css';
import { StormPane } from './stormPane';
import { TalkPane } from './talkPane';
import { type PaneProps, TestsPane } from './testsPane';
import { texts } from './texts';

const PANES = ['talk', 'tests', 'storm', 'replay', 'funnel'] as const;
type Pane = (typeof PANES)[number];

/** Where a draft is tried before anybody meets it. */
export default function SimulatorView({
  looked,
  isReadOnly,
}: {
  readonly looked: Looked;
  readonly isReadOnly: boolean;
}) {
  const [pane, setPane] = useState<Pane>('talk');
  const now = useStore(simulating);
  useSimulating(looked);
  const onPlay: PaneProps['onPlay'] = ({ market, locale, moves }) => {
    const locales = localesFor(looked.world, market);
    const spoken = locales.includes(locale) ? locale : (locales[0] ?? 'en');
    go({ market, locale: spoken }, 'replace');
    setPane('talk');
    void playMoves(looked.content, { market, locale: spoken, channels: channelsOf(looked, market), moves });
  };
  const canChange = !isReadOnly;
  return (
    <div className="sim-view">
      <nav className="sim-panes" aria-label={texts.paneNav}>
        {PANES.map((one) => (
          <UnstyledButton key={one} aria-current={one === pane ? 'page' : undefined} onClick={() => setPane(one)}>
            {texts.panes[one]}
          </UnstyledButton>
        ))}
      </nav>
      {pane === 'talk' &&
        (now === undefined ? (
          <Starting words={texts.starting} />
        ) : (
          <TalkPane looked={looked} now={now} canRecord={canChange} />
        ))}
      {pane === 'tests' && <TestsPane looked={looked} canChange={canChange} onPlay={onPlay} />}
      {pane === 'storm' && <StormPane looked={looked} />}
      {pane === 'funnel' && <FunnelPane />}
      {pane === 'replay' && <ReplayPane looked={looked} canChange={canChange} onPlay={onPlay} />}
    </div>
  );
}

const AFTER_EDIT_MS = 400;

/** Another market or language begins anew; a change of the draft plays on it what was played so far. */
function useSimulating(looked: Looked): void {
  const { content, world } = looked;
  const address = useAddress();
  const market = address.market ?? content.flow.markets[0];
  const locales = market === undefined ? [] : localesFor(world, market);
  const locale = locales.find((one) => one === address.locale) ?? locales[0] ?? 'en';
  useEffect(() => {
    if (market === undefined) return;
    const before = simulating.get();
    const goesOn = before?.market === market && before.locale === locale;
    const next: Omit<Simulating, 'isBusy'> = {
      market,
      locale,
      channels: channelsOf({ world }, market),
      moves: goesOn ? before.moves : [OPENS],
    };
    const timer = setTimeout(() => void playMoves(content, next), goesOn ? AFTER_EDIT_MS : 0);
    return () => clearTimeout(timer);
  }, [content, world, market, locale]);
}

function channelsOf({ world }: Pick<Looked, 'world'>, market: string): Simulating['channels'] {
  return world.markets.find((one) => one.market === market)?.channels ?? ['webchat'];
}
