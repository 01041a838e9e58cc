import type { Urgency } from '../adapters/route';
import type { Store } from '../store/store';
import type { Shedding } from './load/shedding';
import type { CalloutSwitch } from './operator/calloutSwitch';

export interface Readiness {
  readonly ok: boolean;
  readonly detail?: string;
  /** What is turned away now because there is too much to do. Empty: left out. */
  readonly turnedAway?: readonly Urgency[];
}

/**
 * Whether messages can be taken. With callouts paused they can: leads are kept, and wait. Under too much load they can
 * too, only not all of them: taken out of rotation, the process would leave its share to others that are as busy, so it
 * stays ready and says what it turns away.
 */
export function readiness(
  store: Pick<Store, 'healthy'>,
  calloutSwitch: Pick<CalloutSwitch, 'wasPaused'>,
  shedding: Pick<Shedding, 'now'>,
): Readiness {
  if (!store.healthy()) return { ok: false, detail: 'store' };
  const turnedAway = shedding.now();
  return {
    ok: true,
    ...(calloutSwitch.wasPaused() && { detail: 'calloutsPaused' }),
    ...(turnedAway.length > 0 && { turnedAway }),
  };
}
