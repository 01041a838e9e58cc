import type { StepId, StepKind, StepOf } from './flow';
import type { FieldId } from './lead';
import type { Purpose } from './market';

/**
 * What can happen to a flow. Every event but the two interrupts names the step it is for: in any other step it changes
 * nothing and yields no effects, which is what makes late and duplicate events harmless.
 */
export type FlowEvent =
  | {
      readonly type: 'customer.answered';
      readonly step: StepId;
      readonly field: FieldId;
      readonly value: string | null;
      readonly by: 'customer' | 'agent';
    }
  | { readonly type: 'attempts.exhausted'; readonly step: StepId }
  | {
      readonly type: 'consent.granted';
      readonly step: StepId;
      readonly purpose: Purpose;
      readonly noticeVersion: string;
    }
  | {
      readonly type: 'consent.declined';
      readonly step: StepId;
      readonly purpose: Purpose;
      readonly noticeVersion: string;
    }
  /** `revision` is the one whose summary the customer saw; another one is ignored. */
  | { readonly type: 'review.accepted'; readonly step: StepId; readonly revision: number }
  | {
      readonly type: 'callout.succeeded';
      readonly step: StepId;
      readonly reference: string;
      readonly details: Readonly<Record<string, string>>;
    }
  | { readonly type: 'callout.failed'; readonly step: StepId; readonly reason: string }
  | { readonly type: 'customer.stopped' }
  | { readonly type: 'customer.askedForAgent' };

/** Something the machine wants done, as data; `spec` is the step as the conversation's market sees it. */
export type Effect = {
  [K in StepKind]: { readonly type: K; readonly step: StepId; readonly spec: StepOf<K> };
}[StepKind];
export type EffectOf<K extends StepKind> = Extract<Effect, { type: K }>;
