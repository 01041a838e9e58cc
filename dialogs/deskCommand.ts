import type { StepId } from '../machines/flow';
import type { FieldId } from '../machines/lead';
import type { Purpose } from '../machines/market';

/** All that an agent can do to a conversation. Every command carries an id of its own: sent twice it is done once. */
export type DeskCommand =
  | { readonly kind: 'claim' }
  /** A supervisor takes it from whoever has it. */
  | { readonly kind: 'barge' }
  /** A supervisor gives it to somebody else, or a queue, whoever has it. */
  | { readonly kind: 'reassign'; readonly to: PassedTo }
  | { readonly kind: 'transfer'; readonly to: PassedTo }
  /** Back to the bot: at the question the facts lead to, or at this one; with a line to the customer before. */
  | { readonly kind: 'handBack'; readonly step?: StepId; readonly line?: string }
  | { readonly kind: 'resolve'; readonly code: WrapUpCode; readonly note?: string; readonly askScore?: boolean }
  | { readonly kind: 'send'; readonly text: string }
  /** The approved message that asks the customer to write again, once the window is closed. */
  | { readonly kind: 'sendTemplate' }
  | { readonly kind: 'note'; readonly text: string; readonly whisper?: boolean }
  /** Without a value the question is skipped where that is allowed, and else asked again. */
  | { readonly kind: 'fill'; readonly field: FieldId; readonly value: string | null }
  | { readonly kind: 'offerConsent'; readonly purpose: Purpose }
  | { readonly kind: 'requestCallBack'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'callBackOutcome';
      readonly callBackId: string;
      readonly outcome: CallOutcome;
      readonly note?: string;
      readonly slot?: { readonly from: number; readonly to: number };
    };

/** Another agent, or where customers wait. */
export type PassedTo = { readonly agent: string } | { readonly queue: string };

/** What came of a call. */
export const CALL_OUTCOMES = ['reached', 'noAnswer', 'wrongNumber', 'rescheduled', 'declined'] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** What came of a conversation that a person ended. */
export const WRAP_UP_CODES = [
  'completed',
  'informed',
  'callBack',
  'notInterested',
  'complaint',
  'spam',
  'other',
] as const;
export type WrapUpCode = (typeof WRAP_UP_CODES)[number];
