import { createHmac, timingSafeEqual } from 'node:crypto';

/** Marks payloads as ours, each for one conversation: what a client makes up or takes from another chat is told apart. */
export interface PayloadSeal {
  /** `<payload>~<12 characters>`: always 13 characters longer. */
  seal(conversationId: string, payload: string): string;
  /** The payload as it was sealed; undefined when the seal is missing, broken, or of another conversation. */
  open(conversationId: string, sealed: string): string | undefined;
}

/** The same key must serve every process, and outlive a restart: buttons stay on phones for weeks. */
export function createPayloadSeal(key: string): PayloadSeal {
  const macOf = (conversationId: string, payload: string): string =>
    createHmac('sha256', key).update(`${conversationId}\n${payload}`).digest('base64url').slice(0, MAC_LENGTH);
  return {
    seal: (conversationId, payload) => `${payload}${MARK}${macOf(conversationId, payload)}`,
    open(conversationId, sealed) {
      const at = sealed.length - MAC_LENGTH - MARK.length;
      if (at < 0 || sealed[at] !== MARK) return undefined;
      const payload = sealed.slice(0, at);
      return isSame(sealed.slice(at + MARK.length), macOf(conversationId, payload)) ? payload : undefined;
    },
  };
}

const MARK = '~';
const MAC_LENGTH = 12;

/** Takes the same time wherever two marks first differ, so that none can be guessed letter by letter. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
