import type { ConversationDocument } from '../../store/documents';
import { isMessenger } from '../inbound';

/** So long after the customer's last message a messenger lets us answer freely; then only an approved template goes out. */
export const WINDOW_MS = 24 * 3_600_000;

/** Of the window, the last minute is left for the way. */
const OPEN_MS = WINDOW_MS - 60_000;

/** From then on nothing goes out freely; undefined where nothing is sent, and so nothing closes. */
export function windowClosesAt(document: Pick<ConversationDocument, 'address' | 'lastInboundAt'>): number | undefined {
  return isMessenger(document) ? document.lastInboundAt + OPEN_MS : undefined;
}
