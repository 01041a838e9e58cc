import { UnstyledButton } from '@mantine/core';
import type { Me, WorkRow } from '../../../../bot/desk/contract';
import { Icon } from '../shared/icon';
import { languageName, marketName, queueName } from '../shared/names';
import { go } from '../state/address';
import { useSelf } from '../state/me';
import { pane } from '../state/pane';
import { texts } from '../texts';
import { promiseOf, spanOf, urgencyOf } from './urgency';

/** Every row is as high as this, so that a long list can be drawn in part. */
export const ROW_HEIGHT = 68;

/** Who, where, why a person is needed, and how pressing it is, in words. */
export function Row({ row, now, isOpen }: { readonly row: WorkRow; readonly now: number; readonly isOpen: boolean }) {
  const me = useSelf();
  const urgency = urgencyOf(row, now);
  const open = () => {
    pane.set('conversation');
    go({ conversation: row.conversationId });
  };
  return (
    <UnstyledButton className={`row ${urgency.level}`} aria-current={isOpen} onClick={open}>
      <span className="row-line">
        <Icon name={row.channel === 'whatsapp' ? 'whatsapp' : 'chat'} label={texts.channels[row.channel]} />
        <bdi className="row-customer">{row.customer}</bdi>
        <span className={`urgency ${urgency.level}`} title={promiseOf(row)}>
          {urgency.words}
        </span>
      </span>
      <span className="row-line second">
        <span className="row-reason">
          {texts.reasons[row.reason] ?? row.reason}
          {row.queue !== undefined && <> · {queueName(row.queue)}</>}
        </span>
        {row.waitingSince !== undefined && <span>{texts.urgency.waiting(spanOf(now - row.waitingSince))}</span>}
      </span>
      <span className="row-line third">
        <span>
          {marketName(row.market)} · {languageName(row.locale)}
        </span>
        {row.lastAgent !== undefined && <bdi>{lastAgentWords(row.lastAgent, me)}</bdi>}
      </span>
    </UnstyledButton>
  );
}

/** That they know the customer, or whom the customer knows. */
function lastAgentWords({ id, name }: NonNullable<WorkRow['lastAgent']>, me: Me): string {
  return id === me.id ? texts.urgency.lastYou : texts.urgency.lastAgent(name);
}
