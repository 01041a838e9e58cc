import { Button, Checkbox } from '@mantine/core';
import type { ApprovalState } from '../../../../bot/studio/contract';
import type { Market } from '../../../../machines/market';
import { ask, Refused } from '../../../desk/client/server/api';
import { queryClient } from '../../../desk/client/server/queryClient';
import { marketName } from '../../../desk/client/shared/names';
import { dayAndTime } from '../../../desk/client/shared/times';
import { say } from '../../../desk/client/state/toasts';
import { pathOf, useChangedMarkets } from '../server/queries';
import { texts } from '../texts';

type MarketApproval = ApprovalState['markets'][number];

/** Market by market: whether somebody else agreed to exactly this, and who may. */
export function ApprovalTable(props: {
  readonly draft: string;
  readonly base: number;
  readonly approvals: ApprovalState;
  readonly isHeld: boolean;
  readonly chosen: readonly Market[];
  readonly onChosen: (markets: readonly Market[]) => void;
}) {
  const { draft, base, approvals, isHeld, chosen, onChosen } = props;
  const { data: changed } = useChangedMarkets(draft, base, approvals.hash);
  const isMet = (market: Market) => changed?.includes(market) ?? true;
  const open = approvals.markets.filter(
    (one) => one.mayApprove === 'yes' && one.approval === undefined && isMet(one.market),
  );
  const toggle = (market: Market) =>
    onChosen(chosen.includes(market) ? chosen.filter((one) => one !== market) : [...chosen, market]);
  return (
    <section className="panel">
      <h3>{texts.publish.approvals}</h3>
      <p className="muted">{texts.publish.approvalsExplain}</p>
      <ul className="approvals">
        {approvals.markets.map((one) => (
          <li key={one.market} className={one.approval !== undefined ? 'approved' : ''}>
            <Checkbox
              label={marketName(one.market)}
              checked={chosen.includes(one.market)}
              disabled={one.approval === undefined}
              onChange={() => toggle(one.market)}
            />
            <span className="approval-words muted small">{wordsOf(one, isMet(one.market))}</span>
            {one.mayApprove === 'yes' && one.approval === undefined && (
              <Button
                size="compact-xs"
                variant="default"
                disabled={isHeld}
                onClick={() => void approve(draft, approvals.hash, [one.market])}
              >
                {texts.publish.approve}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {open.length > 1 && (
        <div className="actions">
          <Button
            disabled={isHeld}
            onClick={() =>
              void approve(
                draft,
                approvals.hash,
                open.map(({ market }) => market),
              )
            }
          >
            {texts.publish.approveAll(open.length)}
          </Button>
        </div>
      )}
    </section>
  );
}

function wordsOf({ approval, voided, mayApprove }: MarketApproval, isChanged: boolean): string {
  if (approval !== undefined) return `${texts.publish.approvedBy(approval.by)}, ${dayAndTime(approval.at)}`;
  if (!isChanged) return texts.publish.unchanged;
  const state = voided === undefined ? texts.publish.waiting : texts.publish.voided(voided.by);
  return mayApprove === 'yes' ? state : `${state} · ${texts.publish.why[mayApprove]}`;
}

async function approve(draft: string, hash: string, markets: readonly Market[]): Promise<void> {
  try {
    const state = await ask<ApprovalState>(pathOf(draft, '/approve'), { method: 'POST', body: { hash, markets } });
    queryClient.setQueryData(['approvals', draft], state);
  } catch (cause) {
    say(cause instanceof Refused ? cause.message : texts.failed, 'bad');
    await queryClient.invalidateQueries({ queryKey: ['approvals', draft] });
  }
}
