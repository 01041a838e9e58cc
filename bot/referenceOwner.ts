import type { Reservation } from '../store/store';
import type { OpenConversation } from './conversation';
import type { Next } from './next';

/**
 * A reference number is of one application in a market: the first to get it has it for good, whatever process tells it. A
 * bank, or a cache in front of it, that mixes up its customers, and an operator who copies the wrong line, would
 * otherwise tell one customer the number of another. The number is held by the very commit that notes it.
 */
export interface ReferenceOwnerParts {
  /** A keyed hash, under a key of its own: what is held says nothing to whoever reads it. */
  readonly referenceName: (reference: string) => string;
}

type Application = Next['submitted'][number];

/** The application that this turn gives its number. */
export function applicationGiven({ document }: OpenConversation, { submitted }: Next): Application | undefined {
  const before = new Map(document.submitted.map(({ workId, reference }) => [workId, reference]));
  return submitted.find(({ workId, reference }) => reference !== undefined && reference !== before.get(workId));
}

/** Whether another application of the same conversation has that number; of the others the store knows. */
export function isReferenceOfAnother(open: OpenConversation, next: Next): boolean {
  const given = applicationGiven(open, next);
  return next.submitted.some((one) => one.reference === given?.reference && given && one.workId !== given.workId);
}

/** What the commit of such a turn reserves. */
export function referenceReservation(
  { referenceName }: ReferenceOwnerParts,
  open: OpenConversation,
  next: Next,
): Reservation | undefined {
  const given = applicationGiven(open, next);
  if (given === undefined) return undefined;
  const name = referenceName(`${given.market ?? open.document.market}\n${given.reference}`);
  return { names: [name], run: given.run, at: open.now, inPlaceOf: [] };
}
