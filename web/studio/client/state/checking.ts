import { useEffect } from 'react';
import type { CheckResult } from '../../../../bot/studio/contract';
import type { Issue } from '../../../../machines/check';
import type { StepId } from '../../../../machines/flow';
import type { FlowContent } from '../../../../machines/flowEdit/content';
import { toFlowFile } from '../../../../machines/flowEdit/flowFile';
import type { Market } from '../../../../machines/market';
import { ask } from '../../../desk/client/server/api';
import { createStore, useStore } from '../../../desk/client/state/store';

/** What the check last said; `of` is what it was said of. */
export interface Checked {
  readonly of?: FlowContent;
  readonly result?: CheckResult;
  readonly isBusy: boolean;
}

const checked = createStore<Checked>({ isBusy: false });
const AFTER_MS = 250;

/** Has what is on the page checked, a moment after each change, the last one alone. */
export function useCheckAsYouType(content: FlowContent): void {
  useEffect(() => {
    const stop = new AbortController();
    checked.change((now) => ({ ...now, isBusy: true }));
    const timer = setTimeout(() => void check(content, stop.signal), AFTER_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [content]);
}

async function check(content: FlowContent, signal: AbortSignal): Promise<void> {
  try {
    const body = { flow: JSON.parse(toFlowFile(content.flow)) as unknown, words: content.words };
    const result = await ask<CheckResult>('check', { method: 'POST', body, signal });
    checked.set({ of: content, result, isBusy: false });
  } catch {
    // What was asked anew is answered anew; without a connection the last answer stands.
    if (!signal.aborted) checked.change((now) => ({ ...now, isBusy: false }));
  }
}

export function useChecked(): Checked {
  return useStore(checked);
}

const NONE: readonly Issue[] = [];

/** What is wrong, in one market or in all. */
export function useIssues(market: Market | undefined): readonly Issue[] {
  const issues = useChecked().result?.issues ?? NONE;
  return market === undefined
    ? issues
    : issues.filter((issue) => issue.market === undefined || issue.market === market);
}

/** One thing to correct, however many markets it is wrong in. */
export interface GatheredIssue {
  readonly step: StepId | undefined;
  readonly code: string;
  readonly message: string;
  readonly markets: readonly Market[];
}

export function gathered(issues: readonly Issue[]): readonly GatheredIssue[] {
  const byWords = new Map<string, GatheredIssue>();
  for (const { step, code, message, market } of issues) {
    const key = `${step} ${code} ${message}`;
    const known = byWords.get(key) ?? { step, code, message, markets: [] };
    byWords.set(key, market === undefined ? known : { ...known, markets: [...known.markets, market] });
  }
  return [...byWords.values()];
}

/** How many things are to be corrected at each step. */
export function countByStep(issues: readonly Issue[]): ReadonlyMap<StepId, number> {
  const counts = new Map<StepId, number>();
  for (const { step } of gathered(issues)) if (step !== undefined) counts.set(step, (counts.get(step) ?? 0) + 1);
  return counts;
}
