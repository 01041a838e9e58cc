import { createHmac, createSecretKey } from 'node:crypto';
import { decrypt, encrypt } from '../../store/sealing/gcm';
import { fromLetters, toLetters } from './letters';

/** Which receipt somebody may look at, and until when. */
export interface ReceiptGrant {
  readonly conversationId: string;
  readonly run: number;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** What the link to a receipt carries: sealed, so that it tells nothing and nobody can make one. */
export interface ReceiptTokens {
  /** The same grant is always the same token. */
  seal(grant: ReceiptGrant): string;
  /** Undefined for one that is not ours, or was changed, or is too old. */
  open(token: string, now: number): ReceiptGrant | undefined;
}

/** `key`: 32 bytes as base64url, and nothing else is sealed with it. */
export function createReceiptTokens(key: string): ReceiptTokens {
  const secret = createSecretKey(Buffer.from(key, 'base64url'));
  return {
    seal({ conversationId, run, until }) {
      const plain = `${run}.${until}.${conversationId}`;
      // Made of the content: a turn that is run again says the very same.
      const nonce = createHmac('sha256', secret).update(plain).digest().subarray(0, NONCE_BYTES);
      return toLetters(encrypt(secret, BOUND_TO, plain, nonce));
    },
    open(token, now) {
      const sealed = fromLetters(token);
      const plain = sealed && decrypt(secret, BOUND_TO, sealed)?.toString('utf8');
      const [, run = '', until = '', conversationId] = PLAIN.exec(plain ?? '') ?? [];
      if (conversationId === undefined || Number(until) <= now) return undefined;
      return { conversationId, run: Number(run), until: Number(until) };
    },
  };
}

const NONCE_BYTES = 12;
const BOUND_TO = Buffer.from('receipt');
const PLAIN = /^(\d+)\.(\d+)\.(.+)$/s;
