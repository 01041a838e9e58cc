import type { Flow, StepId } from '../../../../machines/flow';

/** The steps, and where a market has its own notice the markets, in which a text is what customers agree to. */
export function legalSteps(flow: Flow, key: string): readonly StepId[] {
  return Object.entries(flow.steps).flatMap(([id, step]) => {
    if (step.kind !== 'consent') return [];
    const owns = flow.markets.map((market) => flow.overrides[market]?.[id]?.notice);
    const notices = [step.notice, ...owns] as readonly ({ readonly key?: unknown } | undefined)[];
    return notices.some((notice) => notice?.key === key) ? [id] : [];
  });
}

export function isLegal(flow: Flow, key: string): boolean {
  return legalSteps(flow, key).length > 0;
}
