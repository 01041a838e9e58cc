import { Button } from '@mantine/core';
import type { DeskConversation, LeadConsent } from '../../../../bot/desk/contract';
import { actAndSay } from '../server/act';
import { Icon, type IconName } from '../shared/icon';
import { handleOf, holds, useSelf } from '../state/me';
import { texts } from '../texts';

const ICONS: Readonly<Record<LeadConsent['state'], IconName>> = {
  granted: 'shield',
  declined: 'cross',
  open: 'dots',
  outdated: 'alert',
};

/** What the customer agreed to. Nobody can agree for them: it can only be offered. */
export function Consents({ conversation }: { readonly conversation: DeskConversation }) {
  const me = useSelf();
  const { consents } = conversation.lead;
  if (consents.length === 0) return null;
  const isMine = holds(me, conversation.row);
  const offer = ({ purpose }: LeadConsent) =>
    void actAndSay(handleOf(conversation), { kind: 'offerConsent', purpose }, texts.done.offered);
  return (
    <section>
      <h3>{texts.lead.consents}</h3>
      <ul className="plain">
        {consents.map((consent) => (
          <li key={consent.purpose} className={`field consent ${consent.state}`}>
            <span className="field-state">
              <Icon name={ICONS[consent.state]} label={texts.lead.consentStates[consent.state]} />
            </span>
            <div className="field-body">
              <p className="field-label">{consent.label}</p>
              <p className="field-provenance">
                {texts.lead.consentStates[consent.state]}
                {consent.required && ` · ${texts.lead.required}`}
              </p>
            </div>
            {isMine && consent.offerable && (
              <Button size="compact-xs" variant="default" onClick={() => offer(consent)}>
                {texts.lead.offer}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
