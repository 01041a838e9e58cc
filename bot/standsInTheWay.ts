import type { ConversationDocument } from '../store/documents';

type Application = Pick<ConversationDocument['submitted'][number], 'status' | 'at'>;

/**
 * How an application stands in the way of another one of the same person for the same card; undefined: it does not. While
 * it is open it does, and for so long after it was confirmed if the bank took it: the bank has no way to take a second
 * one back.
 */
export function standsInTheWay(
  { status, at }: Application,
  now: number,
  forMs: number,
): 'pending' | 'submitted' | undefined {
  if (status === 'pending' || status === 'delayed') return 'pending';
  return status === 'done' && now - at < forMs ? 'submitted' : undefined;
}

/** Until when one of these that the bank took stands in the way of another; 0 where none ever did. Epoch milliseconds. */
export function lastsUntil(submitted: readonly Application[], forMs: number): number {
  const taken = submitted.filter(({ status }) => status === 'done');
  return Math.max(0, ...taken.map(({ at }) => at + forMs));
}
