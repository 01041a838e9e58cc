import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import type { DeskConversation } from '../../../../bot/desk/contract';
import { usePeople } from '../server/queries';
import { Icon } from '../shared/icon';
import { languageName, marketName } from '../shared/names';
import { useNow } from '../state/clock';
import { holds, useSelf } from '../state/me';
import { overlay } from '../state/overlay';
import { pane } from '../state/pane';
import { prefer, usePreferences } from '../state/preferences';
import { texts } from '../texts';
import { spanOf, urgencyOf } from '../work/urgency';
import { barge, claim, mayBarge, mayClaim } from './claim';
import { holderWords } from './holder';

/** Whose conversation it is, who has it now, and what can be done with it as a whole. */
export function ConversationHead({ conversation }: { readonly conversation: DeskConversation }) {
  const me = useSelf();
  const now = useNow();
  const { row } = conversation;
  usePeople(row.market);
  const urgency = urgencyOf(row, now);
  return (
    <header className="conversation-head">
      <ActionIcon className="only-small" aria-label={texts.actions.back} onClick={() => pane.set('list')}>
        <Icon name="back" />
      </ActionIcon>
      <div className="who">
        <h2>
          <bdi>{row.customer}</bdi>
          <span className={`holder ${holds(me, row) ? 'me' : row.owner.replace(/:.*/, '')}`}>
            {holderWords(me, row)}
          </span>
        </h2>
        <p>
          {texts.channels[row.channel]} · {marketName(row.market)} · {languageName(row.locale)}
          {row.waitingSince !== undefined && ` · ${texts.urgency.waiting(spanOf(now - row.waitingSince))}`}
          {urgency.level !== 'calm' && <span className={`urgency ${urgency.level}`}> · {urgency.words}</span>}
        </p>
      </div>
      <Actions conversation={conversation} />
      <PaneToggles />
    </header>
  );
}

function Actions({ conversation }: { readonly conversation: DeskConversation }) {
  const me = useSelf();
  const { row } = conversation;
  if (mayClaim(me, row)) return <Button onClick={() => void claim(conversation)}>{texts.actions.claim}</Button>;
  if (mayBarge(me, row)) return <SupervisorActions conversation={conversation} />;
  if (!holds(me, row)) return null;
  const open = (kind: 'handBack' | 'transfer' | 'resolve' | 'requestCall') => () =>
    overlay.set({ kind, conversationId: row.conversationId });
  return (
    <div className="actions">
      <Button leftSection={<Icon name="handBack" />} onClick={open('handBack')}>
        {texts.actions.handBack}
      </Button>
      <Button className="only-wide" variant="default" onClick={open('resolve')}>
        {texts.actions.resolve}
      </Button>
      <Menu>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={texts.actions.more}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="check" />} onClick={open('resolve')}>
            {texts.actions.resolve}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="transfer" />} onClick={open('transfer')}>
            {texts.actions.transfer}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="call" />} onClick={open('requestCall')}>
            {texts.actions.callBack}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function SupervisorActions({ conversation }: { readonly conversation: DeskConversation }) {
  const { conversationId } = conversation.row;
  const open = (kind: 'whisper' | 'transfer') => () => overlay.set({ kind, conversationId });
  return (
    <div className="actions">
      <Button variant="default" leftSection={<Icon name="whisper" />} onClick={open('whisper')}>
        {texts.actions.whisper}
      </Button>
      <Button className="only-wide" variant="default" onClick={open('transfer')}>
        {texts.board.reassign}
      </Button>
      <Button onClick={() => void barge(conversation)}>{texts.actions.barge}</Button>
    </div>
  );
}

function PaneToggles() {
  const { listShown, leadShown } = usePreferences();
  const list = listShown ? texts.panes.hideList : texts.panes.showList;
  const lead = leadShown ? texts.panes.hideLead : texts.panes.showLead;
  return (
    <div className="pane-toggles">
      <Tooltip label={list}>
        <ActionIcon aria-label={list} aria-pressed={listShown} onClick={() => prefer({ listShown: !listShown })}>
          <Icon name="panelLeft" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={lead}>
        <ActionIcon aria-label={lead} aria-pressed={leadShown} onClick={() => prefer({ leadShown: !leadShown })}>
          <Icon name="panelRight" />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
