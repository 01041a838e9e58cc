import type { Flow, Step, StepId } from '../../../../machines/flow';
import { wayAround } from '../../../../machines/flowEdit/references';
import type { Market } from '../../../../machines/market';

/** How one market has a step: as all have it, with values of its own, or not at all. */
export type MarketState =
  | { readonly is: 'inherited' }
  | { readonly is: 'own'; readonly properties: readonly string[] }
  | { readonly is: 'lacking'; readonly goesTo: StepId | undefined };

export function marketState(flow: Flow, id: StepId, market: Market): MarketState {
  const step = flow.steps[id];
  if (step === undefined || !hasStep(step, market)) {
    return { is: 'lacking', goesTo: step && wayAround(id, step) };
  }
  const properties = Object.keys(flow.overrides[market]?.[id] ?? {});
  return properties.length === 0 ? { is: 'inherited' } : { is: 'own', properties };
}

export function hasStep({ only, except }: Step, market: Market): boolean {
  return (only === undefined || only.includes(market)) && !except?.includes(market);
}

/** A step with a market's own values in it, as its customers meet it; for all markets, as it is written. */
export function stepFor(flow: Flow, id: StepId, market: Market | undefined): Step | undefined {
  const step = flow.steps[id];
  const own = market === undefined ? undefined : flow.overrides[market]?.[id];
  // Whether the values fit is for the check to say; what is shown is what was written.
  return step === undefined || own === undefined ? step : ({ ...step, ...own } as Step);
}

/** The markets in which a step is not as all have it. */
export function marketsWithOwn(flow: Flow, id: StepId): readonly Market[] {
  return flow.markets.filter((market) => flow.overrides[market]?.[id] !== undefined);
}
