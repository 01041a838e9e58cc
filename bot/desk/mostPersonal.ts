import { FIELDS } from '../../machines/lead';
import type { RevealWish } from './reveal';

/** Whether a look is at what must be kept closest: money, or a message, which may hold anything. */
export function isMostPersonal(wish: RevealWish): boolean {
  return 'seq' in wish || FIELDS[wish.field].privacy === 'financial';
}
