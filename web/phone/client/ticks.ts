import { hiddenText } from '../../chat/client/element';
import type { PhoneIcon } from '../paths';
import { phoneIcon } from './icons';
import type { Status } from './message';

const SHOWN: Readonly<Record<Status, { readonly icon: PhoneIcon; readonly words: string }>> = {
  queued: { icon: 'clock', words: 'Waiting' },
  sent: { icon: 'tick', words: 'Sent' },
  delivered: { icon: 'ticks', words: 'Delivered' },
  read: { icon: 'ticks', words: 'Read' },
  failed: { icon: 'failed', words: 'Not delivered' },
};

/** One grey tick when sent, two when delivered, two blue ones when read, and the same in words for those who listen. */
export function ticks(status: Status): Node[] {
  const { icon, words } = SHOWN[status];
  const drawing = phoneIcon(icon);
  drawing.classList.add('ticks', status);
  return [drawing, hiddenText(words)];
}

/** A status in one word. */
export function statusWords(status: Status): string {
  return SHOWN[status].words;
}
