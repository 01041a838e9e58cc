import { UnstyledButton } from '@mantine/core';
import type { WorkRow } from '../../../../bot/desk/contract';
import { Icon } from '../shared/icon';
import { languageName, marketName } from '../shared/names';
import { go } from '../state/address';
import { pane } from '../state/pane';
import { texts } from '../texts';
import { spanOf, urgencyOf } from './urgency';

/** Every row is as high as this, so that a long list can be drawn in part. */
export const ROW_HEIGHT = 68;

/** Who, where, why a person is needed, and how pressing it is, in words. */
export function Row({ row, now, isOpen }: { readonly row: WorkRow; readonly now: number; readonly isOpen: boolean }) {
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
        <span className={`urgency ${urgency.level}`}>{urgency.words}</span>
      </span>
      <span className="row-line second">
        <span className="row-reason">{texts.reasons[row.reason] ?? row.reason}</span>
        {row.waitingSince !== undefined && <span>{texts.urgency.waiting(spanOf(now - row.waitingSince))}</span>}
      </span>
      <span className="row-line third">
        <span>
          {marketName(row.market)} · {languageName(row.locale)}
        </span>
        {row.lastAgent !== undefined && <bdi>{texts.urgency.lastAgent(row.lastAgent)}</bdi>}
      </span>
    </UnstyledButton>
  );
}
