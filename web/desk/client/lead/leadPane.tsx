import type { ReactNode } from 'react';
import type { DeskConversation } from '../../../../bot/desk/contract';
import { useConversation } from '../server/queries';
import { Words } from '../shared/words';
import { texts } from '../texts';
import { CallBacks } from './callBacks';
import { Cases } from './cases';
import { Consents } from './consents';
import { Fields } from './fields';
import { Notes } from './notes';

/** What is known of the application, and what belongs to it. */
export function LeadPane({ id, children }: { readonly id: string; readonly children?: ReactNode }) {
  const { data } = useConversation(id);
  return (
    <aside className="lead" aria-label={texts.lead.label}>
      {children}
      <h2 className="hidden-text">{texts.lead.label}</h2>
      <div className="lead-sections">
        {data === undefined ? (
          <p className="hollow">{texts.conversation.loading}</p>
        ) : (
          <Sections key={id} conversation={data} />
        )}
      </div>
    </aside>
  );
}

function Sections({ conversation }: { readonly conversation: DeskConversation }) {
  return (
    <>
      <Summary conversation={conversation} />
      <Cases conversation={conversation} />
      <CallBacks conversation={conversation} />
      <Notes notes={conversation.notes} />
      <Fields conversation={conversation} />
      <Consents conversation={conversation} />
      <Applications applications={conversation.lead.applications} />
    </>
  );
}

function Summary({ conversation: { summary, csat } }: { readonly conversation: DeskConversation }) {
  if (summary.length === 0 && csat === undefined) return null;
  return (
    <section>
      <h3>{texts.lead.summary}</h3>
      <dl className="summary">
        {summary.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <Words text={value} />
            </dd>
          </div>
        ))}
      </dl>
      {csat !== undefined && <p>{texts.lead.csat(csat.score)}</p>}
    </section>
  );
}

function Applications({ applications }: { readonly applications: DeskConversation['lead']['applications'] }) {
  if (applications.length === 0) return null;
  return (
    <section>
      <h3>{texts.lead.applications}</h3>
      <ul className="plain">
        {applications.map(({ product, at, status, reference }) => (
          <li key={`${product} ${at}`} className={`application ${status}`}>
            <strong>{product}</strong>
            <span>{texts.lead.applicationStates[status]}</span>
            {reference !== undefined && <bdi className="reference">{reference}</bdi>}
          </li>
        ))}
      </ul>
    </section>
  );
}
