import { type Answer, bankError, ok } from './answer';
import type { LedgerEntry } from './ledger';
import { type Bank, type BankRequest, take } from './operations';

/**
 * What this bank would offer beyond its contract, and none of the three real APIs does: it takes a reference of the
 * client's, can be asked by it, and may honour an idempotency key.
 */
export interface Keyed {
  /** The same key again is the same application; otherwise it makes a second one. */
  readonly honoursKey: boolean;
}

export function createKeyed(bank: Bank, request: BankRequest): Answer {
  const { headers, body } = request;
  const [clientReference, key] = [headers['client-reference'], headers['idempotency-key']].map(String);
  if (!clientReference || !key) return bankError(400, { location: 'Client-Reference' });
  const known = bank.keyed?.honoursKey ? bank.ledger.all().find((entry) => entry.clientReference === key) : undefined;
  if (known === undefined)
    return take(bank, { ...request, clientReference }, 'application', 'ApacLeadCaptureProfile', answerOf);
  if (JSON.stringify(known.body) === JSON.stringify(body)) return ok(answerOf(known));
  return { ...bankError(400, { details: 'The same key with another body' }), status: 409 };
}

export function lookUpKeyed({ ledger }: Bank, { segments, market }: BankRequest): Answer {
  const found = ledger.all().find((entry) => entry.clientReference === segments[0] && entry.market === market);
  return found ? ok(answerOf(found)) : bankError(404);
}

function answerOf({ reference, controlFlowId, clientReference }: LedgerEntry) {
  return { applicationId: reference, applicationStage: 'PRESCREENING', controlFlowId, clientReference };
}
