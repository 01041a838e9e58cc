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
  /** When it was begun as it is; another share begins it anew. */
  readonly since: number;
  /** Of new customers, who begin on the challenger. */
  readonly share: number;
  readonly control: Arm;
  readonly challenger: Arm;
  readonly plan: ExperimentPlan;
  /**
   * `tooFew`: before both arms are full nothing may be read out of it, however it looks. Then a two-sided test of two
   * proportions, once.
   */
  readonly verdict: 'tooFew' | 'better' | 'worse' | 'noDifference';
  /** Points of a hundred, challenger less control, with the interval that holds in 95 of 100 cases. */
  readonly difference?: { readonly points: number; readonly from: number; readonly to: number; readonly p: number };
}

/** What is fixed beforehand: the difference worth finding, in points of a hundred, and customers needed in each arm. */
export interface ExperimentPlan {
  readonly points: number;
  readonly perArm: number;
  readonly alpha: number;
  readonly power: number;
}

export interface Arm {
  readonly version: number;
  /** Who began on it since the experiment did. */
  readonly begun: number;
  /** The first of them, as many as the plan needs at most, a day after they began: these alone are read. */
  readonly customers: number;
  /** Of these, within that day. */
  readonly submitted: number;
}

export interface FunnelRoutes {
  /** `?market=`, and where wanted `&locale=`, `&version=`, `&channel=`. */
  readonly 'GET funnel': { readonly answer: Funnel };
  /** `?market=`: the one that runs there, if one does, and what one could be planned with. */
  readonly 'GET experiment': {
    readonly answer: { readonly running?: Experiment; readonly plans: readonly ExperimentPlan[] };
  };
}
