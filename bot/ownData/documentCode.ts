import { timingSafeEqual } from 'node:crypto';
import { Market } from '../../machines/market';
import { fromLetters, toLetters } from './letters';

/** What a code on a document of ours vouches for. Nothing in it leads to the person. */
export interface DocumentClaim {
  readonly kind: 'receipt' | 'certificate';
  readonly market: Market;
  /** When it was issued, in whole minutes; epoch milliseconds. */
  readonly at: number;
  /** What the document is about, by `subjectOf`. */
  readonly subject: string;
}

/** Of a code that somebody shows: mistyped or cut off is told apart from made up. */
export type ReadCode =
  | { readonly kind: 'genuine'; readonly claim: DocumentClaim }
  | { readonly kind: 'forged' }
  | { readonly kind: 'incomplete' };

/**
 * Codes that stand on receipts and certificates, so that anybody can check with the bank that the document is the bank's.
 * 40 letters and digits, none of which is taken for another; whoever has no key makes one by chance once in 2^80 tries.
 */
export interface DocumentCodes {
  issue(claim: DocumentClaim): string;
  read(code: string): ReadCode;
  /** The same text is always the same subject, and no subject leads back to its text. */
  subjectOf(text: string): string;
}

const MINUTE_MS = 60_000;
const KINDS: readonly DocumentClaim['kind'][] = ['receipt', 'certificate'];
const SUBJECT_BYTES = 8;
const CLAIM_BYTES = 1 + 2 + 4 + SUBJECT_BYTES;
const MAC_BYTES = 10;

/** `hash`: a keyed one, of a key that nothing else uses. */
export function createDocumentCodes(hash: (text: string) => string): DocumentCodes {
  const macOf = (claim: Buffer) => hashed(`code\n${claim.toString('hex')}`, MAC_BYTES);
  const hashed = (text: string, bytes: number) => Buffer.from(hash(text), 'base64url').subarray(0, bytes);
  return {
    issue: (claim) => {
      const packed = pack(claim);
      return inGroups(toLetters(Buffer.concat([packed, macOf(packed)])));
    },
    read(code) {
      const bytes = fromLetters(code);
      if (bytes?.length !== CLAIM_BYTES + MAC_BYTES) return { kind: 'incomplete' };
      const packed = bytes.subarray(0, CLAIM_BYTES);
      if (!timingSafeEqual(bytes.subarray(CLAIM_BYTES), macOf(packed))) return { kind: 'forged' };
      const claim = unpack(packed);
      return claim === undefined ? { kind: 'forged' } : { kind: 'genuine', claim };
    },
    subjectOf: (text) => hashed(`subject\n${text}`, SUBJECT_BYTES).toString('hex'),
  };
}

function pack({ kind, market, at, subject }: DocumentClaim): Buffer {
  const packed = Buffer.alloc(CLAIM_BYTES);
  packed[0] = KINDS.indexOf(kind);
  packed.write(market, 1, 'latin1');
  packed.writeUInt32BE(Math.floor(at / MINUTE_MS), 3);
  packed.write(subject, 7, 'hex');
  return packed;
}

/** Undefined for one of a release that knew more kinds or markets. */
function unpack(packed: Buffer): DocumentClaim | undefined {
  const kind = KINDS[packed[0] ?? KINDS.length];
  const market = Market.safeParse(packed.toString('latin1', 1, 3));
  if (kind === undefined || !market.success) return undefined;
  return {
    kind,
    market: market.data,
    at: packed.readUInt32BE(3) * MINUTE_MS,
    subject: packed.toString('hex', 7),
  };
}

function inGroups(letters: string): string {
  return (letters.match(/.{5}/g) ?? []).join('-');
}
