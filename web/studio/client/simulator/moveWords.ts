import type { Move } from '../../../../bot/studio/simulator/contract';
import { texts } from './texts';

/** A move that is no message of the customer's, in words; undefined for one that is. */
export function moveWords(move: Move): string | undefined {
  switch (move.kind) {
    case 'waits':
      return texts.waited(move.minutes);
    case 'bank':
      return texts.bankIs(texts.banks[move.is]);
    case 'agent': {
      const { does } = move;
      return does.kind === 'fill' ? texts.acts.fill(does.field) : texts.acts[does.kind];
    }
    default:
      return undefined;
  }
}

/** Any move in a few words, for lists. */
export function shortMove(move: Move): string {
  if (move.kind === 'types') return `“${move.text}”`;
  if (move.kind === 'taps') return `[${move.choice}]`;
  if (move.kind === 'sends') return move.media;
  return moveWords(move) ?? move.kind;
}
