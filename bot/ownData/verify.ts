import type { Market } from '../../machines/market';
import type { Certificates, Destroyed } from './certificates';
import type { DocumentCodes } from './documentCode';
import { receiptSubject } from './receipt';

/** What can be said of a document to somebody who shows its code: nothing about the person. */
export type Verdict =
  | { readonly kind: 'forged' | 'incomplete' }
  | {
      readonly kind: 'receipt';
      readonly market: Market;
      readonly at: number;
      /** Where a reference number was given: whether the receipt is of it. */
      readonly isOfReference?: boolean;
    }
  | { readonly kind: 'deleting'; readonly market: Market }
  | { readonly kind: 'deleted'; readonly market: Market; readonly at: number; readonly destroyed: Destroyed };

/** Checks documents that somebody shows. The same code is answered the same, however often it is shown. */
export interface Verifier {
  check(code: string, reference?: string): Promise<Verdict>;
}

export function createVerifier(parts: {
  readonly codes: DocumentCodes;
  readonly certificates: Pick<Certificates, 'find'>;
}): Verifier {
  const { codes, certificates } = parts;
  return {
    async check(code, reference = '') {
      const read = codes.read(code);
      if (read.kind !== 'genuine') return read;
      const { kind, market, at, subject } = read.claim;
      if (kind === 'receipt') {
        const given = reference.trim() === '' ? undefined : receiptSubject(codes, reference);
        return { kind, market, at, ...(given !== undefined && { isOfReference: given === subject }) };
      }
      const certificate = await certificates.find(subject);
      return certificate ? { kind: 'deleted', market, ...certificate } : { kind: 'deleting', market };
    },
  };
}
