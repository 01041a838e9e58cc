import type { Store } from '../store/store';
import type { CalloutSwitch } from './operator/calloutSwitch';

/** Whether messages can be taken. With callouts paused they can: leads are kept, and wait. */
export function readiness(
  store: Pick<Store, 'healthy'>,
  calloutSwitch: Pick<CalloutSwitch, 'wasPaused'>,
): { readonly ok: boolean; readonly detail?: string } {
  if (!store.healthy()) return { ok: false, detail: 'store' };
  return calloutSwitch.wasPaused() ? { ok: true, detail: 'calloutsPaused' } : { ok: true };
}
