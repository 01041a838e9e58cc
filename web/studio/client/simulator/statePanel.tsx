import { UnstyledButton } from '@mantine/core';
import type { BoxState, Move } from '../../../../bot/studio/simulator/contract';
import { Icon } from '../../../desk/client/shared/icon';
import { Words } from '../../../desk/client/shared/words';
import { go } from '../state/address';
import { texts } from './texts';

/** What the bot knows, what it will ask, and what the bank and the people of the bank have of it. */
export function StatePanel({ state, onMove }: { readonly state: BoxState; readonly onMove: (move: Move) => void }) {
  const { step, status, fields, consents, next, bank, cases, callBacks, progress } = state;
  const words = texts.state;
  const waiting = [cases > 0 ? words.cases(cases) : '', callBacks > 0 ? words.callBacks(callBacks) : ''].filter(
    Boolean,
  );
  return (
    <aside className="sim-state" aria-label={words.heading}>
      <h3>{words.at}</h3>
      <p>
        <Step id={step} />{' '}
        <span className={`chip${status === 'bot' ? ' start' : ' changed'}`}>{words.status[status]}</span>
      </p>
      <p className="muted small">{words.progress(progress.answered, progress.total)}</p>
      <h3>{words.fields}</h3>
      {fields.length === 0 ? (
        <p className="muted">{words.none}</p>
      ) : (
        <dl className="sim-facts">
          {fields.map(({ field, value, by }) => (
            <div key={field}>
              <dt>{field}</dt>
              <dd>
                {value === null ? <em>{words.skipped}</em> : <Words text={value} />}
                {by === 'agent' && <span className="chip changed">{words.byAgent}</span>}
                <UnstyledButton
                  className="sim-edit"
                  aria-label={words.edit(field)}
                  title={words.edit(field)}
                  onClick={() => onMove({ kind: 'taps', choice: `cmd|change:${field}` })}
                >
                  <Icon name="edit" />
                </UnstyledButton>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {consents.length > 0 && (
        <>
          <h3>{words.consents}</h3>
          <ul className="sim-plain">
            {consents.map(({ purpose, decision, noticeVersion }) => (
              <li key={purpose}>
                {purpose} <span className={`chip${decision === 'granted' ? ' start' : ' wrong'}`}>{decision}</span>{' '}
                <span className="muted small">{noticeVersion}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{words.next}</h3>
      {next.length === 0 ? (
        <p className="muted">{words.nothingNext}</p>
      ) : (
        <p className="sim-next">
          {next.map((id) => (
            <Step key={id} id={id} />
          ))}
        </p>
      )}
      <h3>{words.bank}</h3>
      {bank.waiting && <p>{words.waiting}</p>}
      {bank.received.length === 0 ? (
        <p className="muted">{words.nothingAtBank}</p>
      ) : (
        bank.received.map((body, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: applications have no other name than their place
          <details key={at}>
            <summary>{`#${at + 1}`}</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
            <pre tabIndex={0}>{JSON.stringify(body, null, 2)}</pre>
          </details>
        ))
      )}
      <h3>{words.people}</h3>
      <p className={waiting.length === 0 ? 'muted' : undefined}>
        {waiting.length === 0 ? words.nobody : waiting.join(', ')}
      </p>
      <p className="muted small">
        {words.time}: <time>{new Date(state.now).toISOString().slice(0, 16).replace('T', ' ')}</time>
      </p>
    </aside>
  );
}

/** Leads to the step on the canvas. */
function Step({ id }: { readonly id: string }) {
  return (
    <UnstyledButton className="link" onClick={() => go({ view: 'flow', step: id })}>
      {id}
    </UnstyledButton>
  );
}
