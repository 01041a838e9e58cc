import type { Step } from '../../../../machines/flow';

/** The key of what a step says first. */
export function textKeyOf(step: Step): string {
  return step.kind === 'consent' ? step.notice.key : step.text;
}
