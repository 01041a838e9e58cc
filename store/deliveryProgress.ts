import type { Delivery } from './documents';

type Status = Delivery['status'];

/** What may come after a status. Reports arrive twice and in any order; whatever is not listed here is old news. */
const FOLLOWS: Readonly<Record<Status, readonly Status[]>> = {
  queued: ['sent', 'delivered', 'read', 'failed'],
  sent: ['delivered', 'read', 'failed'],
  delivered: ['read'],
  read: [],
  failed: [],
};

/** Whether a report says more than is known. */
export function isProgress(known: Status | undefined, reported: Status): boolean {
  return known === undefined || FOLLOWS[known].includes(reported);
}
