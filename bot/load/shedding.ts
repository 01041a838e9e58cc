import type { HttpResponse, Urgency } from '../../adapters/route';
import { refusal } from '../httpEdge';
import type { Log } from '../telemetry';
import { type Admission, afterLook, EVERYBODY, isTurnedAway, type LoadLimits, turnedAway } from './admission';
import type { Meter } from './meter';

/** Turns away what matters least while there is more than can be served, so that the rest is served well. */
export interface Shedding {
  /** How long to stay away, in milliseconds; undefined: it is let in. */
  turnsAway(urgency: Urgency): number | undefined;
  /** The same as an answer: 503 with Retry-After. */
  admit(urgency: Urgency): HttpResponse | undefined;
  /** What is turned away now. */
  now(): readonly Urgency[];
  /** Looks at the load from now on. */
  watch(meter: Meter): void;
  stop(): void;
}

export interface SheddingOptions {
  readonly limits: LoadLimits;
  readonly log: Log;
  readonly everyMs?: number;
}

const EVERY_MS = 1_000;
/** Who waits for an answer comes back soon, and an export when the rush may be over. */
const STAY_AWAY_MS: Readonly<Record<Urgency, number>> = { first: 1_000, running: 2_000, new: 5_000, later: 30_000 };

export function createShedding({ limits, log, everyMs = EVERY_MS }: SheddingOptions): Shedding {
  let admission: Admission = EVERYBODY;
  let meter: Meter | undefined;
  let timer: NodeJS.Timeout | undefined;

  const look = (from: Meter): void => {
    const load = from.look();
    const before = admission.step;
    admission = afterLook(admission, load, limits);
    if (admission.step === before) return;
    log.warn({
      event: 'load.shedding',
      step: admission.step,
      turnedAway: turnedAway(admission).join(),
      ...rounded(load),
    });
  };
  const turnsAway = (urgency: Urgency) => (isTurnedAway(admission, urgency) ? STAY_AWAY_MS[urgency] : undefined);

  return {
    turnsAway,
    admit(urgency) {
      const waitMs = turnsAway(urgency);
      return waitMs === undefined ? undefined : busy(waitMs);
    },
    now: () => turnedAway(admission),
    watch(from) {
      meter = from;
      timer = setInterval(() => look(from), everyMs);
      timer.unref();
    },
    stop() {
      clearInterval(timer);
      meter?.stop();
    },
  };
}

/** Lets everybody in: for compositions that have no door. */
export const NO_SHEDDING: Pick<Shedding, 'turnsAway'> = { turnsAway: () => undefined };

function busy(waitMs: number): HttpResponse {
  const { status, body } = refusal(503, 'Busy', 'There is more to do than can be done now. Try again in a moment.');
  return { status, body, headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) } };
}

function rounded({ memory, loopDelayMs, ...counts }: ReturnType<Meter['look']>) {
  return { ...counts, loopDelayMs: Math.round(loopDelayMs), memoryPercent: Math.round(memory * 100) };
}
