import type { Urgency } from '../../adapters/route';

/** How hard the process is pressed, as seen at one look. */
export interface Load {
  /** 99 of 100 turns of the event loop came no later than this, in milliseconds. */
  readonly loopDelayMs: number;
  /** Turns taken and not yet ended, the most at once. */
  readonly queuedTurns: number;
  /** Of the memory the process may have, the share it uses: between 0 and 1. */
  readonly memory: number;
  /** Open websockets. */
  readonly streams: number;
}

/** The load from which on there is too much of it. */
export type LoadLimits = Load;

/** Who is turned away: nobody, what can wait, new conversations too, or everything but what must not fail. */
export type Step = 0 | 1 | 2 | 3;

export interface Admission {
  readonly step: Step;
  /** Looks in a row that found the process at ease. */
  readonly calmLooks: number;
}

export const EVERYBODY: Admission = { step: 0, calmLooks: 0 };

/** Well below its limit, so that the end of a rush does not begin the next one. */
const CALM_SHARE = 0.5;
const CALM_LOOKS = 3;

/** What full streams turn away: new conversations, and no running one, which can do without. */
const STREAMS_FULL: Step = 2;

/**
 * One step up with each look that finds too much, one down after three that find the process at ease, and none in
 * between: who is already turned away stays so while that is what keeps the rest served. Memory and streams that are
 * high, and not too high, hold nobody off: they stay so long after the rush, or for good.
 */
export function afterLook({ step, calmLooks }: Admission, load: Load, limits: LoadLimits): Admission {
  const least = load.streams >= limits.streams ? STREAMS_FULL : 0;
  if (isPressed(load, limits)) return { step: up(step, 3), calmLooks: 0 };
  if (step < least) return { step: up(step, least), calmLooks: 0 };
  if (step === least || !isCalm(load, limits)) return { step, calmLooks: 0 };
  return calmLooks + 1 < CALM_LOOKS ? { step, calmLooks: calmLooks + 1 } : { step: down(step), calmLooks: 0 };
}

/** From which step on each kind is turned away; what is not here never is. */
const TURNED_AWAY_AT: Readonly<Partial<Record<Urgency, Step>>> = { later: 1, new: 2, running: 3 };

export function isTurnedAway({ step }: Admission, urgency: Urgency): boolean {
  const at = TURNED_AWAY_AT[urgency];
  return at !== undefined && step >= at;
}

/** What is turned away now, for whoever watches. */
export function turnedAway(admission: Admission): readonly Urgency[] {
  const all: readonly Urgency[] = ['later', 'new', 'running'];
  return all.filter((urgency) => isTurnedAway(admission, urgency));
}

function isPressed(load: Load, limits: LoadLimits): boolean {
  return (
    load.loopDelayMs >= limits.loopDelayMs || load.queuedTurns >= limits.queuedTurns || load.memory >= limits.memory
  );
}

function isCalm(load: Load, limits: LoadLimits): boolean {
  return load.loopDelayMs <= limits.loopDelayMs * CALM_SHARE && load.queuedTurns <= limits.queuedTurns * CALM_SHARE;
}

function up(step: Step, most: Step): Step {
  return step >= most ? step : ((step + 1) as Step);
}

function down(step: Step): Step {
  return Math.max(0, step - 1) as Step;
}
