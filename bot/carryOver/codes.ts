import { createHmac, createSecretKey } from 'node:crypto';
import { decrypt, encrypt } from '../../store/sealing/gcm';
import { fromLetters, toLetters } from '../ownData/letters';

/** Which application may be gone on with elsewhere, and until when. */
export interface CarryGrant {
  readonly conversationId: string;
  readonly run: number;
  /** Epoch milliseconds; of two codes of one conversation never the same. */
  readonly until: number;
}

/** What a customer takes along to another device or channel: sealed, so that it tells nothing and nobody can make one. */
export interface CarryCodes {
  /** The same grant is always the same code. */
  seal(grant: CarryGrant): string;
  /** Undefined for a text that is none of ours, or was changed. */
  open(code: string): CarryGrant | undefined;
  /** What is held in the store by whoever showed the code first, or took the application over: it says nothing. */
  nameOf(step: 'shown' | 'taken', grant: CarryGrant): string;
}

/** `key`: 32 bytes as base64url, and nothing else is sealed with it. */
export function createCarryCodes(key: string): CarryCodes {
  const secret = createSecretKey(Buffer.from(key, 'base64url'));
  const hash = (text: string) => createHmac('sha256', secret).update(text).digest();
  return {
    seal({ conversationId, run, until }) {
      const plain = `${run}.${until}.${conversationId}`;
      // Made of the content: a turn that is run again says the very same.
      const nonce = hash(`nonce\n${plain}`).subarray(0, NONCE_BYTES);
      return `${PREFIX}${toLetters(encrypt(secret, BOUND_TO, plain, nonce))}`;
    },
    open(code) {
      const sealed = code.startsWith(PREFIX) ? fromLetters(code.slice(PREFIX.length)) : undefined;
      const plain = sealed && decrypt(secret, BOUND_TO, sealed)?.toString('utf8');
      const [, run = '', until = '', conversationId] = PLAIN.exec(plain ?? '') ?? [];
      return conversationId === undefined ? undefined : { conversationId, run: Number(run), until: Number(until) };
    },
    nameOf(step, { conversationId, run, until }) {
      // An application is taken over once, by whichever of its codes.
      const what = step === 'shown' ? `${run}\n${until}` : `${run}`;
      return `carry:${hash(`${step}\n${conversationId}\n${what}`).toString('base64url')}`;
    },
  };
}

/** The code in what somebody sent, alone or after a word or two of their own. */
export function carryCodeIn(text: string): string | undefined {
  return text.length > LONGEST ? undefined : CODE.exec(text.trim())?.[0].toUpperCase();
}

const PREFIX = 'GO-';
const CODE = /\bGO-[0-9A-Z]{60,400}$/i;
const LONGEST = 500;
const NONCE_BYTES = 12;
const BOUND_TO = Buffer.from('carry over');
const PLAIN = /^(\d+)\.(\d+)\.(.+)$/s;
