import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Whether what a worker took for a limited time is still its own. A process may stand still at any moment (stopped,
 * swapped out, its machine frozen) and go on when another has taken its work over, so this is asked again in the very
 * moment in which a request would leave.
 */
export type IsHeld = () => boolean;

const leases = new AsyncLocalStorage<IsHeld>();

/** Does the work of one lease: every request that begins in it leaves only while the lease is held. */
export function underLease<T>(isHeld: IsHeld, work: () => T): T {
  return leases.run(isHeld, work);
}

/** What serves others besides, as a key that is fetched or an answer that is probed for, is done under no lease. */
export function underNoLease<T>(work: () => T): T {
  return leases.run(always, work);
}

/** The lease this call is made under; what is under none is always held. */
export function currentLease(): IsHeld {
  return leases.getStore() ?? always;
}

function always(): boolean {
  return true;
}
