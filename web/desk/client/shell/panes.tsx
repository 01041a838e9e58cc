import { UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type CSSProperties, useLayoutEffect } from 'react';
import { ConversationPane } from '../conversation/conversationPane';
import { LeadPane } from '../lead/leadPane';
import { Icon, type IconName } from '../shared/icon';
import { useAddress } from '../state/address';
import { type Pane, pane } from '../state/pane';
import { prefer, usePreferences } from '../state/preferences';
import { useStore } from '../state/store';
import { texts } from '../texts';
import { WorkPane } from '../work/workPane';
import { Resizer } from './resizer';

const WIDTHS = { list: { min: 240, max: 460 }, lead: { min: 280, max: 560 } } as const;

/** Work list, conversation, lead: side by side where there is room, one at a time on a small screen. */
export function Panes() {
  const isSmall = useMediaQuery('(max-width: 47.99rem)', undefined, { getInitialValueInEffect: false });
  return isSmall ? <SmallPanes /> : <WidePanes />;
}

function WidePanes() {
  const { conversation } = useAddress();
  const { listWidth, leadWidth, listShown, leadShown } = usePreferences();
  const hasLead = leadShown && conversation !== undefined;
  const style = { '--list': `${listWidth}px`, '--lead': `${leadWidth}px` } as CSSProperties;
  return (
    <div className={`panes${listShown ? '' : ' without-list'}${hasLead ? '' : ' without-lead'}`} style={style}>
      {listShown && (
        <WorkPane>
          <Resizer
            label={texts.panes.resizeList}
            width={listWidth}
            {...WIDTHS.list}
            towards="end"
            onWidth={(width) => prefer({ listWidth: width })}
          />
        </WorkPane>
      )}
      <main id="main" className="middle" tabIndex={-1}>
        <ConversationPane id={conversation} />
      </main>
      {hasLead && (
        <LeadPane id={conversation}>
          <Resizer
            label={texts.panes.resizeLead}
            width={leadWidth}
            {...WIDTHS.lead}
            towards="start"
            onWidth={(width) => prefer({ leadWidth: width })}
          />
        </LeadPane>
      )}
    </div>
  );
}

const TABS: readonly (readonly [Pane, IconName, string])[] = [
  ['list', 'list', texts.places.work],
  ['conversation', 'chat', texts.conversation.transcript],
  ['lead', 'lead', texts.lead.label],
];

function SmallPanes() {
  const { conversation } = useAddress();
  const chosen = useStore(pane);
  // Whatever led to a conversation, a row, a link or a notification: it is what one came for.
  useLayoutEffect(() => {
    if (conversation !== undefined) pane.set('conversation');
  }, [conversation]);
  const shown = conversation === undefined ? 'list' : chosen;
  return (
    <div className="small-panes">
      <main id="main" tabIndex={-1}>
        {shown === 'list' && <WorkPane />}
        {shown === 'conversation' && (
          <div className="middle">
            <ConversationPane id={conversation} />
          </div>
        )}
        {shown === 'lead' && conversation !== undefined && <LeadPane id={conversation} />}
      </main>
      <nav className="pane-tabs" aria-label={texts.panes.tabs}>
        {TABS.map(([name, icon, label]) => (
          <UnstyledButton
            key={name}
            aria-current={name === shown ? 'page' : undefined}
            disabled={name !== 'list' && conversation === undefined}
            onClick={() => pane.set(name)}
          >
            <Icon name={icon} />
            {label}
          </UnstyledButton>
        ))}
      </nav>
    </div>
  );
}
