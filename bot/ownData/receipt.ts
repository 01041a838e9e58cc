import { type MaskedAnswer, maskedAnswers } from '../../dialogs/mask';
import type { FieldFact } from '../../machines/facts';
import { NO_FACTS } from '../../machines/facts';
import type { Locale, Market } from '../../machines/market';
import type { ConsentEvent, ConversationDocument } from '../../store/documents';
import type { Store } from '../../store/store';
import type { OpenConversation } from '../conversation';
import type { Confirmed } from '../intent';
import { unlessErased } from '../unlessErased';
import type { DocumentCodes } from './documentCode';
import type { ReceiptTokens } from './receiptToken';

/** What a customer told in one application, and what they decided on which words; masked, for whoever holds the phone. */
export interface CustomerReceipt {
  readonly market: Market;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly bankName: string;
  readonly legalEntity: string;
  /** When the customer confirmed it; missing: it was not sent to the bank. */
  readonly confirmedAt?: number;
  readonly reference?: string;
  readonly answers: readonly (MaskedAnswer & Pick<FieldFact, 'by'>)[];
  /** Oldest first. */
  readonly decisions: readonly ReceiptDecision[];
  readonly issuedAt: number;
  /** By which anybody can check that the receipt is ours. */
  readonly code: string;
}

export type ReceiptDecision = Pick<
  ConsentEvent,
  'purpose' | 'decision' | 'noticeKey' | 'noticeVersion' | 'noticeSha256' | 'noticeLocale'
> & { readonly at: number };

/** Looks receipts up by what their links carry. */
export interface Receipts {
  /** Undefined when it leads nowhere, or no longer. */
  open(token: string): Promise<CustomerReceipt | undefined>;
}

export interface ReceiptParts {
  readonly store: Pick<Store, 'load' | 'work' | 'records'>;
  readonly look: (document: ConversationDocument) => Promise<OpenConversation>;
  readonly tokens: Pick<ReceiptTokens, 'open'>;
  readonly codes: DocumentCodes;
  readonly clock: () => number;
}

export function createReceipts(parts: ReceiptParts): Receipts {
  return {
    async open(token) {
      const grant = parts.tokens.open(token, parts.clock());
      const document = grant && (await unlessErased(() => parts.store.load(grant.conversationId)));
      return document && receiptOf(parts, document, grant.run);
    },
  };
}

async function receiptOf(parts: ReceiptParts, document: ConversationDocument, run: number): Promise<CustomerReceipt> {
  const { store, codes, clock } = parts;
  const open = await parts.look(document);
  const submitted = document.submitted.findLast((one) => one.run === run && one.status !== 'rejected');
  const facts = await factsOf(store, document, run, submitted?.workId);
  const { market, locale } = document;
  const issuedAt = clock();
  const subject = receiptSubject(codes, submitted?.reference ?? `${document.id}:${run}`);
  return {
    market,
    locale,
    timeZone: open.market.timeZones[0] ?? 'UTC',
    bankName: open.bank.name,
    legalEntity: open.bank.legalEntity,
    ...(submitted && { confirmedAt: submitted.at }),
    ...(submitted?.reference !== undefined && { reference: submitted.reference }),
    answers: maskedAnswers({ ...open.view, facts }).map((answer) => ({
      ...answer,
      by: facts.fields[answer.field]?.by ?? 'customer',
    })),
    decisions: await decisionsOf(store, document.id, run),
    issuedAt,
    code: codes.issue({ kind: 'receipt', market, at: issuedAt, subject }),
  };
}

/** What a receipt with this reference number is about. */
export function receiptSubject({ subjectOf }: Pick<DocumentCodes, 'subjectOf'>, reference: string): string {
  return subjectOf(`reference\n${reference.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')}`);
}

/** Of what was confirmed the snapshot that went to the bank, whatever was changed or begun since. */
async function factsOf(
  store: Pick<Store, 'work'>,
  document: ConversationDocument,
  run: number,
  workId: string | undefined,
) {
  const item = workId === undefined ? undefined : (await store.work(document.id)).find(({ id }) => id === workId);
  // Written by this program with the confirmation (`bot/leftWork.ts`), so its shape is known.
  const lead = item?.body.lead as Confirmed | undefined;
  return lead?.facts ?? (run === document.run ? document.facts : NO_FACTS);
}

async function decisionsOf(store: Pick<Store, 'records'>, conversationId: string, run: number) {
  const records = await store.records('consent', { conversationId, limit: MOST_DECISIONS });
  return records
    .filter(({ body }) => body.run === run)
    .sort((one, other) => one.at - other.at)
    .map(({ at, body }): ReceiptDecision => {
      const { purpose, decision, noticeKey, noticeVersion, noticeSha256, noticeLocale } = body;
      return { at, purpose, decision, noticeKey, noticeVersion, noticeSha256, noticeLocale };
    });
}

const MOST_DECISIONS = 1_000;
