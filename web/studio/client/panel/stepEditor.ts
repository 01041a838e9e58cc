import type { Flow, Step, StepId } from '../../../../machines/flow';
import type { Market } from '../../../../machines/market';
import type { Looked } from '../canvas/drawing';
import { doEdit } from '../state/editing';
import { stepFor } from '../state/marketView';

/** One step as it is changed: in all markets, or in one that has values of its own. */
export interface StepEditor<S extends Step = Step> {
  readonly id: StepId;
  readonly step: S;
  readonly looked: Looked;
  readonly flow: Flow;
  readonly market: Market | undefined;
  readonly isReadOnly: boolean;
  /** How the market has a property; nothing where all markets are looked at. */
  standing(property: string): 'inherits' | 'own' | undefined;
  set(property: string, value: unknown, joins?: string): void;
  /** The market has the property as all have it again. */
  inherit(property: string): void;
}

export function stepEditor(looked: Looked, id: StepId, isReadOnly: boolean): StepEditor | undefined {
  const { content, market } = looked;
  const { flow } = content;
  const step = stepFor(flow, id, market);
  if (step === undefined) return undefined;
  const own = market === undefined ? {} : (flow.overrides[market]?.[id] ?? {});
  return {
    id,
    step,
    looked,
    flow,
    market,
    isReadOnly,
    standing: (property) => (market === undefined ? undefined : property in own ? 'own' : 'inherits'),
    set: (property, value, joins) =>
      void doEdit(
        market === undefined
          ? { kind: 'setProperty', id, property, value }
          : { kind: 'setOverride', market, id, property, value: value ?? null },
        joins,
      ),
    inherit: (property) => {
      if (market !== undefined) doEdit({ kind: 'setOverride', market, id, property, value: undefined });
    },
  };
}
