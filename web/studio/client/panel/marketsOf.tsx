import { SegmentedControl, UnstyledButton } from '@mantine/core';
import type { Market } from '../../../../machines/market';
import { marketName } from '../../../desk/client/shared/names';
import { doEdit } from '../state/editing';
import { texts } from '../texts';
import type { StepEditor } from './stepEditor';

type Mode = keyof typeof texts.panel.marketModes;
const MODES = Object.keys(texts.panel.marketModes) as Mode[];

/** Which markets have the step: all, only some, or all but some. */
export function MarketsOf({ editor }: { readonly editor: StepEditor }) {
  const { id, step, flow, isReadOnly } = editor;
  const mode: Mode = step.only !== undefined ? 'only' : step.except !== undefined ? 'except' : 'all';
  const named = step.only ?? step.except ?? [];
  const set = (to: Mode, markets: readonly Market[]) => {
    const value = (one: Mode) => (to === one && markets.length > 0 ? markets : undefined);
    const edits = (['only', 'except'] as const).map((property) => {
      return { kind: 'setProperty', id, property, value: value(property) } as const;
    });
    doEdit({ kind: 'all', edits });
  };
  const turn = (wanted: string) => {
    const to = MODES.find((one) => one === wanted);
    if (to !== undefined) set(to, named.length > 0 ? named : flow.markets.slice(0, 1));
  };
  const toggle = (market: Market) => {
    const next = named.includes(market) ? named.filter((one) => one !== market) : [...named, market];
    set(
      mode,
      flow.markets.filter((one) => next.includes(one)),
    );
  };
  return (
    <div className="property">
      <p className="control-label" id="markets-label">
        {texts.panel.markets}
      </p>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-labelledby="markets-label"
        disabled={isReadOnly}
        data={MODES.map((value) => ({ value, label: texts.panel.marketModes[value] }))}
        value={mode}
        onChange={turn}
      />
      {mode !== 'all' && (
        <fieldset className="market-chips" disabled={isReadOnly}>
          <legend className="hidden-text">{texts.panel.marketModes[mode]}</legend>
          {flow.markets.map((market) => (
            <UnstyledButton
              key={market}
              aria-pressed={named.includes(market)}
              title={marketName(market)}
              onClick={() => toggle(market)}
            >
              {market}
            </UnstyledButton>
          ))}
        </fieldset>
      )}
    </div>
  );
}
