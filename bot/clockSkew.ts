import type { Log } from './telemetry';

/**
 * Watches our clock by the ones of those who answer us: every HTTP answer has a `Date`. Nothing rests on it; tokens,
 * reminders and the hours of a window do go by the clock, and Cosmos DB refuses us when it is fifteen minutes off.
 */
export interface SkewAlarm {
  /** To be called the moment the answer has come. */
  answered(host: string, headers: Readonly<Record<string, string>>): void;
}

const ALARM_MS = 30_000;
/** A date has whole seconds, and may have been written a whole call ago. */
const BLUR_MS = 1_000;

/** Says once for each host that the clocks differ, and once that they agree again. */
export function createSkewAlarm(clock: () => number, log: Pick<Log, 'error' | 'info'>): SkewAlarm {
  const skewed = new Set<string>();
  return {
    answered: (host, headers) => {
      const theirs = Date.parse(headers.date ?? '');
      if (Number.isNaN(theirs)) return;
      const aheadMs = clock() - theirs;
      const isSkewed = Math.abs(aheadMs) > ALARM_MS + BLUR_MS;
      if (isSkewed === skewed.has(host)) return;
      if (isSkewed) {
        skewed.add(host);
        log.error({ event: 'clock.differs', host, aheadSeconds: Math.round(aheadMs / 1_000) });
      } else {
        skewed.delete(host);
        log.info({ event: 'clock.agrees', host });
      }
    },
  };
}
