import { TextInput, UnstyledButton } from '@mantine/core';
import { MARKETS, type Market } from '../../../../machines/market';
import { marketName } from '../../../desk/client/shared/names';
import type { Looked } from '../canvas/drawing';
import { IssueList } from '../editor/checkBar';
import { gathered, useIssues } from '../state/checking';
import { doEdit } from '../state/editing';
import { texts } from '../texts';
import { StepSelect } from './exitEditor';

/** What holds for the flow as a whole. */
export function FlowPanel({ looked, isReadOnly }: { readonly looked: Looked; readonly isReadOnly: boolean }) {
  const { flow } = looked.content;
  const issues = gathered(useIssues(looked.market)).filter((issue) => issue.step === undefined);
  const { stop, agent } = flow.interrupts;
  const interrupt = (change: Partial<typeof flow.interrupts>) =>
    doEdit({ kind: 'setHead', name: 'interrupts', value: { ...flow.interrupts, ...change } });
  const moved = Object.entries(flow.moved);
  return (
    <>
      <header className="panel-head">
        <div className="panel-title">
          <h3>{texts.panel.flow}</h3>
          <p className="muted small">{texts.panel.none}</p>
        </div>
      </header>
      <div className="panel-body">
        <IssueList issues={issues} />
        <fieldset className="properties" disabled={isReadOnly}>
          <legend className="hidden-text">{texts.panel.flow}</legend>
          <TextInput
            label={texts.panel.flowTitle}
            value={flow.title}
            onChange={({ currentTarget }) => {
              if (currentTarget.value !== '')
                doEdit({ kind: 'setHead', name: 'title', value: currentTarget.value }, 'title');
            }}
          />
          <StepSelect
            editor={{ flow }}
            label={texts.panel.initial}
            value={flow.initial}
            onStep={(value) => doEdit({ kind: 'setHead', name: 'initial', value })}
          />
          <StepSelect
            editor={{ flow }}
            label={texts.panel.stop}
            value={stop}
            onStep={(id) => interrupt({ stop: id })}
          />
          <StepSelect
            editor={{ flow }}
            label={texts.panel.agent}
            value={agent}
            onStep={(id) => interrupt({ agent: id })}
          />
          <div className="property">
            <p className="control-label">{texts.panel.flowMarkets}</p>
            <fieldset className="market-chips">
              <legend className="hidden-text">{texts.panel.flowMarkets}</legend>
              {MARKETS.map((market) => (
                <UnstyledButton
                  key={market}
                  aria-pressed={flow.markets.includes(market)}
                  title={marketName(market)}
                  onClick={() => toggle(flow.markets, market)}
                >
                  {market}
                </UnstyledButton>
              ))}
            </fieldset>
          </div>
          {moved.length > 0 && (
            <div className="property">
              <p className="control-label">{texts.panel.moved}</p>
              <ul className="moved">
                {moved.map(([from, to]) => (
                  <li key={from}>
                    {from} → {to}
                  </li>
                ))}
              </ul>
            </div>
          )}
        </fieldset>
      </div>
    </>
  );
}

function toggle(served: readonly Market[], market: Market): void {
  const value = MARKETS.filter((one) => (one === market ? !served.includes(one) : served.includes(one)));
  doEdit({ kind: 'setHead', name: 'markets', value });
}
