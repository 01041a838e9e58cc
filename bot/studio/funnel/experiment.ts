import type { Experiment, ExperimentPlan } from './contract';

/** Two-sided, at 5 %, and finding the difference in 80 of 100 cases. */
const ALPHA = 0.05;
const POWER = 0.8;
const Z_ALPHA = 1.959964;
const Z_POWER = 0.841621;
/** Assumed of the control until it says something itself: where most customers are needed. */
const UNKNOWN_SHARE = 0.5;

/** What one may be planned with, the least difference first. */
export const PLANNED_POINTS = [2, 3, 5, 10] as const;
/** Of one that was begun without saying. */
export const USUAL_POINTS = 5;

/** How many customers it takes to find such a difference. */
export function planFor(points: number): ExperimentPlan {
  return { points, perArm: neededPerArm(UNKNOWN_SHARE, points / 100), alpha: ALPHA, power: POWER };
}

type Found = Pick<Experiment, 'market' | 'since' | 'share' | 'control' | 'challenger' | 'plan'>;

/**
 * A fixed horizon: how many customers are needed is worked out beforehand from the difference worth finding, nothing is
 * read before both arms have them, and then one two-sided test of two proportions, of the first who came. Who looks every
 * day and stops when it looks good would be wrong far more often than 5 times in 100.
 */
export function judge(found: Found): Experiment {
  const { control, challenger, plan } = found;
  const { perArm } = plan;
  if (control.customers < perArm || challenger.customers < perArm) return { ...found, verdict: 'tooFew' };
  const [one, other] = [control.submitted / control.customers, challenger.submitted / challenger.customers];
  const difference = other - one;
  const pooled = (control.submitted + challenger.submitted) / (control.customers + challenger.customers);
  const spread = 1 / control.customers + 1 / challenger.customers;
  const error = Math.sqrt(pooled * (1 - pooled) * spread);
  const p = error === 0 ? 1 : 2 * (1 - normal(Math.abs(difference) / error));
  const own = Math.sqrt((one * (1 - one)) / control.customers + (other * (1 - other)) / challenger.customers);
  const asPoints = (share: number) => Math.round(share * 1_000) / 10;
  const verdict = p >= ALPHA ? 'noDifference' : difference > 0 ? 'better' : 'worse';
  const [from, to] = [asPoints(difference - Z_ALPHA * own), asPoints(difference + Z_ALPHA * own)];
  return {
    ...found,
    verdict,
    difference: { points: asPoints(difference), from, to, p: Math.round(p * 10_000) / 10_000 },
  };
}

/** Customers in each arm, by the usual formula for two proportions. */
export function neededPerArm(share: number, difference: number): number {
  const other = Math.min(1, share + difference);
  const variance = share * (1 - share) + other * (1 - other);
  return Math.ceil(((Z_ALPHA + Z_POWER) ** 2 * variance) / difference ** 2);
}

/** The share of a normal distribution below `z`; Abramowitz and Stegun 7.1.26, good to 1.5 in ten million. */
function normal(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return (1 + (1 - poly * Math.exp(-x * x))) / 2;
}
