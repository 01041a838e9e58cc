import { type StoreFault, toStoreFault } from './storeFault';

/**
 * For whoever goes through many rows: a fault of just this one is told of, and the others are gone on with, since a list
 * must not be lost with one of its lines. Any other fault is thrown.
 */
export function leaveOut(cause: unknown, onDamage: ((fault: StoreFault) => void) | undefined): void {
  const fault = toStoreFault(cause);
  if (!fault.isOfOneRow) throw fault;
  onDamage?.(fault);
}
