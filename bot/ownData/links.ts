import type { Market } from '../../machines/market';
import type { DocumentCodes } from './documentCode';
import type { ReceiptTokens } from './receiptToken';

/** What leads a customer out of the chat to what is kept of them, or to the proof that nothing is any more. Pure. */
export interface OwnDataLinks {
  /** For one application of one conversation, for an hour from `now`. */
  receipt(conversationId: string, run: number, now: number): OwnDataLink;
  /** To the certificate of an erasure that was asked for at `at`. */
  certificate(conversationId: string, market: Market, at: number): OwnDataLink;
}

export interface OwnDataLink {
  readonly url: string;
  /** What the link carries, for where links are not sent. */
  readonly code: string;
}

export const RECEIPT_MS = 3_600_000;

export function createOwnDataLinks(parts: {
  readonly codes: DocumentCodes;
  readonly tokens: ReceiptTokens;
  readonly publicBaseUrl: string;
}): OwnDataLinks {
  const { codes, tokens, publicBaseUrl } = parts;
  return {
    receipt(conversationId, run, now) {
      const code = tokens.seal({ conversationId, run, until: now + RECEIPT_MS });
      // Behind the #, where no log and no preview of a messenger sees it.
      return { url: `${publicBaseUrl}/receipt#${code}`, code };
    },
    certificate(conversationId, market, at) {
      const subject = certificateOf(codes, conversationId);
      const code = codes.issue({ kind: 'certificate', market, at, subject });
      return { url: `${publicBaseUrl}/verify?code=${code}`, code };
    },
  };
}

/** What the certificate of a conversation's erasure is known by. */
export function certificateOf(codes: Pick<DocumentCodes, 'subjectOf'>, conversationId: string): string {
  return codes.subjectOf(`conversation\n${conversationId}`);
}
