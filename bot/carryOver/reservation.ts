import type { Reservation } from '../../store/store';
import type { OpenConversation } from '../conversation';
import type { Next } from '../next';

/**
 * What the commit of such a turn holds alone: a code is shown by one conversation only, and an application is either taken
 * over by one or confirmed where it was begun.
 */
export function withCarryReservation(
  open: OpenConversation,
  next: Next,
  others: Reservation | undefined,
): Reservation | undefined {
  const { carryOver, document, now, rivals } = open;
  if (carryOver === undefined) return others;
  const names = next.aside.flatMap((one) =>
    one.kind === 'carry' ? [carryOver.codes.nameOf(one.step, one.grant)] : [],
  );
  if (names.length > 0) return { names, run: next.run, at: now, inPlaceOf: [] };
  const isConfirmed = next.aside.some(({ kind }) => kind === 'submit') && document.carry?.run === next.run;
  if (!isConfirmed || document.carry === undefined) return others;
  const taken = carryOver.codes.nameOf('taken', { conversationId: document.id, ...document.carry });
  const none = { names: [], run: next.run, at: now, inPlaceOf: rivals?.gone ?? [] };
  return { ...(others ?? none), names: [...(others?.names ?? []), taken] };
}
