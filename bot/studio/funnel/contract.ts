import type { ChannelId } from '../../../dialogs/message';
import type { StepId, StepKind } from '../../../machines/flow';
import type { Locale, Market } from '../../../machines/market';

/** How far customers get. The page imports this file alone, and only its types. */

/** What became of the customers who were asked one question. */
export interface FunnelStep {
  readonly step: StepId;
  readonly kind: StepKind;
  /** Times that it was put anew; put again for a mistake it is the same time. */
  readonly entered: number;
  readonly answered: number;
  /** By the text that said what was wrong. */
  readonly askedAgain: Readonly<Record<string, number>>;
  /** Silent for a day, and never answered. */
  readonly left: number;
  readonly handedOff: number;
  /** Still there, or gone back from it. */
  readonly open: number;
  /** From the question to its answer; half of them took longer. Missing while nobody answered. */
  readonly medianMs?: number;
}

export interface Funnel {
  readonly conversations: number;
  /** When the oldest of them was begun. */
  readonly since?: number;
  /** There are more: these are the latest. */
  readonly isCut: boolean;
  /** In the order in which customers mostly come to them. */
  readonly steps: readonly FunnelStep[];
  readonly submitted: number;
  /** What there is to choose from. */
  readonly versions: readonly number[];
  readonly locales: readonly Locale[];
}

export interface FunnelWish {
  readonly market: Market;
  readonly locale?: Locale;
  readonly version?: number;
  readonly channel?: ChannelId;
}

/** Two versions side by side: what share of their customers submitted. */
export interface Experiment {
  readonly market: Market;
  readonly control: Arm;
  readonly challenger: Arm;
  /** What was fixed beforehand: the difference worth finding, in points of a hundred, and customers needed in each arm. */
  readonly plan: { readonly points: number; readonly perArm: number; readonly alpha: number; readonly power: number };
  /**
   * `tooFew`: before both arms are full nothing may be read out of it, however it looks. Then a two-sided test of two
   * proportions, once.
   */
  readonly verdict: 'tooFew' | 'better' | 'worse' | 'noDifference';
  /** Points of a hundred, challenger less control, with the interval that holds in 95 of 100 cases. */
  readonly difference?: { readonly points: number; readonly from: number; readonly to: number; readonly p: number };
}

export interface Arm {
  readonly version: number;
  readonly customers: number;
  readonly submitted: number;
}

export interface FunnelRoutes {
  /** `?market=`, and where wanted `&locale=`, `&version=`, `&channel=`. */
  readonly 'GET funnel': { readonly answer: Funnel };
  /** `?market=&control=&challenger=&points=`. */
  readonly 'GET experiment': { readonly answer: Experiment };
}
