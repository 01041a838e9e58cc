import { Button, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { Proof } from '../../../../bot/studio/contract';
import { Dialog } from '../../../desk/client/shared/dialog';
import { Icon } from '../../../desk/client/shared/icon';
import { marketName } from '../../../desk/client/shared/names';
import { go, useAddress } from '../state/address';
import { type GatheredIssue, gathered, useChecked, useIssues } from '../state/checking';
import { useEditing } from '../state/editing';
import { texts } from '../texts';

/** What the check says of what is on the page, always in sight; opened, each thing with how to correct it. */
export function CheckBar() {
  const { market } = useAddress();
  const { history } = useEditing();
  const { result, of, isBusy } = useChecked();
  const issues = gathered(useIssues(market));
  const [isOpen, setOpen] = useState(false);
  const isOld = isBusy || of !== history.content;
  const { markets } = history.content.flow;
  const words =
    result === undefined ? texts.check.busy : issues.length === 0 ? texts.check.none : texts.check.some(issues.length);
  return (
    <>
      <footer className={`check-bar ${issues.length > 0 ? 'wrong' : 'right'}${isOld ? ' old' : ''}`}>
        <UnstyledButton onClick={() => setOpen(true)}>
          <Icon name={issues.length > 0 ? 'alert' : 'check'} />
          <span role="status">{isOld && issues.length === 0 ? texts.check.busy : words}</span>
        </UnstyledButton>
        <UnstyledButton className="proved" onClick={() => setOpen(true)}>
          <Icon name="shield" />
          {texts.check.proved(result?.proofs.length ?? 0, markets.length)}
        </UnstyledButton>
      </footer>
      {isOpen && (
        <Dialog kind="drawer" title={texts.check.heading} onClose={() => setOpen(false)}>
          <div className="stack">
            {issues.length === 0 && <p className="good">{texts.check.none}</p>}
            <IssueList issues={issues} onShown={() => setOpen(false)} />
            <Proofs proofs={result?.proofs ?? []} />
          </div>
        </Dialog>
      )}
    </>
  );
}

export function IssueList(props: { readonly issues: readonly GatheredIssue[]; readonly onShown?: () => void }) {
  const { history } = useEditing();
  const { steps } = history.content.flow;
  if (props.issues.length === 0) return null;
  const show = (step: string) => {
    go({ step, view: 'flow' });
    props.onShown?.();
  };
  return (
    <ul className="issues">
      {props.issues.map(({ step, code, message, markets }) => (
        <li key={`${step} ${code} ${message}`} className="issue">
          <p>{message}</p>
          <p className="muted small">
            {markets.length === 0 ? texts.check.everywhere : markets.join(' ')} · {code}
          </p>
          {step !== undefined && steps[step] !== undefined && props.onShown !== undefined && (
            <Button size="compact-xs" variant="default" onClick={() => show(step)}>
              {texts.check.goTo(step)}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What holds whatever a customer does, shown as the proof that it is. */
function Proofs({ proofs }: { readonly proofs: readonly Proof[] }) {
  return (
    <section className="proofs">
      <h3>{texts.check.provedHeading}</h3>
      <p className="muted">{proofs.length === 0 ? texts.check.unproved : texts.check.proof}</p>
      <ul className="stack tight">
        {proofs.map(({ market, consents, fields }) => (
          <li key={market} className="proof">
            <h4>
              <Icon name="shield" /> {marketName(market)}
            </h4>
            <dl>
              <dt>{texts.check.proofConsents}</dt>
              <dd>{consents.join(', ')}</dd>
              <dt>{texts.check.proofFields}</dt>
              <dd>{fields.join(', ')}</dd>
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}
