import { Button, UnstyledButton } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import type { WorkList, WorkView } from '../../../../bot/desk/contract';
import { useWork } from '../server/queries';
import { Icon, type IconName } from '../shared/icon';
import { go, useAddress } from '../state/address';
import { noteKnown } from '../state/alerts';
import { has, useSelf } from '../state/me';
import { texts } from '../texts';
import { Filters } from './filters';
import { WorkRows } from './workRows';

const VIEWS: readonly (readonly [WorkView, IconName])[] = [
  ['needsPerson', 'alert'],
  ['mine', 'person'],
  ['bot', 'bot'],
  ['cases', 'case'],
  ['callBacks', 'call'],
  ['team', 'list'],
];

/** What there is to do, the soonest due first. */
export function WorkPane({ children }: { readonly children?: ReactNode }) {
  const scope = useAddress();
  const { data: list, isError, refetch } = useWork(scope);
  useEffect(() => noteKnown(list?.rows ?? []), [list]);
  return (
    <section className="work" aria-label={texts.list.label}>
      <ViewTabs view={scope.view} counts={list?.counts} />
      <Filters />
      {isError && list === undefined ? (
        <div className="hollow">
          <p>{texts.list.failed}</p>
          <Button variant="default" onClick={() => void refetch()}>
            {texts.actions.retry}
          </Button>
        </div>
      ) : (
        <WorkRows scope={scope} list={list} />
      )}
      {children}
    </section>
  );
}

function ViewTabs({ view, counts }: { readonly view: WorkView; readonly counts: WorkList['counts'] | undefined }) {
  const me = useSelf();
  const shown = VIEWS.filter(([one]) => one !== 'team' || has(me, 'supervisor'));
  return (
    <nav className="views" aria-label={texts.list.label}>
      {shown.map(([one, icon]) => {
        const count = counts?.[one];
        return (
          <UnstyledButton
            key={one}
            className={`view ${one}`}
            aria-current={one === view ? 'page' : undefined}
            onClick={() => go({ view: one })}
          >
            <Icon name={icon} />
            <span className="view-name">{texts.views[one]}</span>
            <span className="count">{count === undefined ? '' : count}</span>
          </UnstyledButton>
        );
      })}
    </nav>
  );
}
