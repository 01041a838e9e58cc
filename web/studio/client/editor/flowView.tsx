import { UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useState } from 'react';
import { Icon, type IconName } from '../../../desk/client/shared/icon';
import { Starting } from '../app';
import type { Looked } from '../canvas/drawing';
import { PropertyPanel } from '../panel/propertyPanel';
import { StepList } from '../steps/stepList';
import { texts } from '../texts';

const Canvas = lazy(() => import('../canvas/canvas'));

interface Shown {
  /** As it is now, for who types. */
  readonly looked: Looked;
  /** The same a moment later, for what is drawn of it. */
  readonly drawn: Looked;
  readonly isReadOnly: boolean;
}

/** List, canvas, properties: side by side where there is room, one at a time on a small screen. */
export function FlowView(shown: Shown) {
  const isSmall = useMediaQuery('(max-width: 59.99rem)', undefined, { getInitialValueInEffect: false });
  return isSmall ? (
    <SmallFlow {...shown} />
  ) : (
    <div className="flow-panes">
      <StepList looked={shown.drawn} isReadOnly={shown.isReadOnly} />
      <Suspense fallback={<Starting />}>
        <Canvas looked={shown.drawn} isReadOnly={shown.isReadOnly} />
      </Suspense>
      <PropertyPanel looked={shown.looked} isReadOnly={shown.isReadOnly} />
    </div>
  );
}

const TABS = [
  ['list', 'list', texts.steps.label],
  ['canvas', 'flow', texts.views.flow],
  ['panel', 'edit', texts.panel.label],
] as const satisfies readonly (readonly [string, IconName, string])[];

function SmallFlow(shown: Shown) {
  const [tab, setTab] = useState<(typeof TABS)[number][0]>('list');
  return (
    <div className="small-flow">
      <div className="small-flow-main">
        {tab === 'list' && <StepList looked={shown.drawn} isReadOnly={shown.isReadOnly} />}
        {tab === 'canvas' && (
          <Suspense fallback={<Starting />}>
            <Canvas looked={shown.drawn} isReadOnly={shown.isReadOnly} />
          </Suspense>
        )}
        {tab === 'panel' && <PropertyPanel looked={shown.looked} isReadOnly={shown.isReadOnly} />}
      </div>
      <nav className="pane-tabs" aria-label={texts.views.flow}>
        {TABS.map(([name, icon, label]) => (
          <UnstyledButton key={name} aria-current={name === tab ? 'page' : undefined} onClick={() => setTab(name)}>
            <Icon name={icon} />
            {label}
          </UnstyledButton>
        ))}
      </nav>
    </div>
  );
}
