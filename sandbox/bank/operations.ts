import type { IncomingHttpHeaders } from 'node:http';
import type { Market } from '../../machines/market';
import { sandboxBankProfile } from '../bankProfiles';
import { type Answer, bankError, oauthError, ok } from './answer';
import type { Contract, SchemaName } from './contract';
import type { Keyed } from './keyed';
import type { Ledger, LedgerEntry } from './ledger';
import { type BankApiId, catalogueCurrency, unknownValue, validValues } from './markets';
import { newApplicationId, newControlFlowId, newProspectId } from './references';
import type { Tokens } from './tokens';

/** What an application goes through, and how long after it was taken. */
export interface StageRule {
  readonly stage: string;
  readonly afterMs: number;
}

export interface Bank {
  readonly contract: Contract;
  readonly ledger: Ledger;
  readonly tokens: Tokens;
  readonly clock: () => number;
  readonly stages: readonly StageRule[];
  /** Demand what every published sample sends, beyond what the schema requires. */
  readonly strictProfile: boolean;
  readonly pageSize: number;
  /** Offers that are not in the contract; missing: none, as the real bank. */
  readonly keyed?: Keyed;
}

/** One authenticated call: the market comes from the token. */
export interface BankRequest {
  readonly market: Market;
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  /** Captured path segments, decoded. */
  readonly segments: readonly string[];
  readonly body: unknown;
}

export function issueToken(bank: Bank, market: Market, headers: IncomingHttpHeaders, form: string): Answer {
  const asked = Object.fromEntries(new URLSearchParams(form));
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return oauthError(400, 'invalid_request', 'Content-Type must be application/x-www-form-urlencoded');
  }
  if (bank.contract.misfit('TokenRequest', asked)) {
    return oauthError(400, 'unsupported_grant_type', 'grant_type and scope are required');
  }
  const issued = bank.tokens.issue(market, headers.authorization);
  return issued ? ok(issued) : oauthError(401, 'unauthorized_client', 'Client authentication failed');
}

/** Valid values in English, or in the market's language when that is asked for first. */
export function referenceData(_bank: Bank, { market, headers, segments }: BankRequest): Answer {
  const rows = validValues(market, segments[0] ?? '');
  if (!rows) return bankError(404);
  const english = (headers['accept-language'] ?? 'en').toLowerCase().startsWith('en');
  return ok({
    validValues: rows.map(({ value, description, local }) => ({
      value,
      description: english ? description : (local ?? description),
    })),
  });
}

export function createApplication(bank: Bank, request: BankRequest): Answer {
  const schema = bank.strictProfile ? 'ApacLeadCaptureProfile' : 'ApacCreateRequest';
  return take(bank, request, 'application', schema, ({ reference, controlFlowId }) => ({
    applicationId: reference,
    applicationStage: 'PRESCREENING',
    controlFlowId,
  }));
}

export function createProspect(bank: Bank, request: BankRequest): Answer {
  return take(bank, request, 'prospect', 'ProspectAddRequest', ({ reference }) => ({ prospectId: reference }));
}

export function createEmeaApplication(bank: Bank, request: BankRequest): Answer {
  if (request.headers.countrycode !== request.market) return bankError(400, { location: 'countryCode' });
  return take(bank, request, 'emeaApplication', 'EmeaCreateRequest', ({ reference, controlFlowId }) => ({
    applicationId: reference,
    applicationStage: 'PRESCREENING',
    controlFlowId,
  }));
}

/** Nothing reaches the ledger that the contract or the market's lists refuse. */
export function take(
  bank: Bank,
  { market, body, headers, clientReference }: BankRequest & { readonly clientReference?: string },
  api: BankApiId,
  schema: SchemaName,
  answer: (entry: LedgerEntry) => unknown,
): Answer {
  const misfit = bank.contract.misfit(schema, body);
  if (misfit) return bankError(400, misfit);
  const location = unknownValue(market, body);
  if (location) return bankError(400, { location, details: 'Not one of the valid values' });
  const entry: LedgerEntry = {
    reference: newReference(bank.ledger, api),
    api,
    market,
    controlFlowId: newControlFlowId(),
    uuid: String(headers.uuid),
    takenAt: bank.clock(),
    body,
    ...(clientReference && { clientReference }),
  };
  bank.ledger.append(entry);
  return ok(answer(entry));
}

function newReference(ledger: Ledger, api: BankApiId): string {
  const reference = api === 'prospect' ? newProspectId() : newApplicationId();
  return ledger.find(reference) ? newReference(ledger, api) : reference;
}

/** Needs the key that the create gave; the stage operation does not. */
export function applicationStatus(bank: Bank, request: BankRequest): Answer {
  const asked = request.query.get('controlFlowId');
  if (!asked) return bankError(400, { location: 'controlFlowId' });
  const entry = applicationOf(bank, request);
  return entry && entry.controlFlowId === asked ? ok({ applicationStage: stageOf(bank, entry) }) : bankError(404);
}

export function applicationStage(bank: Bank, request: BankRequest): Answer {
  const entry = applicationOf(bank, request);
  return entry ? ok({ applicationStage: stageOf(bank, entry) }) : bankError(404);
}

/** The application as it was sent, with its stage. */
export function applicationInquiry(bank: Bank, request: BankRequest): Answer {
  const entry = applicationOf(bank, request);
  if (!entry) return bankError(404);
  return ok({ ...Object(entry.body), applicationStage: stageOf(bank, entry) });
}

function applicationOf({ ledger }: Bank, { market, segments }: BankRequest): LedgerEntry | undefined {
  const entry = ledger.find(segments[0] ?? '');
  return entry?.api === 'application' && entry.market === market ? entry : undefined;
}

function stageOf({ clock, stages }: Bank, entry: LedgerEntry): string {
  const age = clock() - entry.takenAt;
  return stages.filter(({ afterMs }) => age >= afterMs).at(-1)?.stage ?? 'PRESCREENING';
}

/** Pages by start index, which a client sends as a header or in the query. */
export function products(bank: Bank, { market, headers, query }: BankRequest): Answer {
  const currencyCode = catalogueCurrency(market);
  if (!currencyCode) return bankError(404);
  const asked = headers.nextstartindex ?? query.get('nextStartIndex') ?? '0';
  const start = Number(asked);
  if (!Number.isInteger(start) || start < 0) return bankError(400, { location: 'nextStartIndex' });
  const all = sandboxBankProfile(market).products;
  const end = start + bank.pageSize;
  return ok({
    products: all.slice(start, end).map((product) => ({ ...catalogueRow(product), currencyCode })),
    ...(end < all.length ? { nextStartIndex: String(end) } : {}),
  });
}

/** Only what the customer sees elsewhere too; the dates carry the offset a live catalogue was seen to have. */
function catalogueRow(product: ReturnType<typeof sandboxBankProfile>['products'][number]) {
  return {
    productCode: product.code,
    productDescription: product.name,
    sourceCode: product.sourceCode,
    logo: product.logo,
    organisation: product.organization,
    productType: 'CC',
    minimumCreditLimitAmount: product.minLimit ?? 0,
    maximumCreditLimitAmount: product.maxLimit ?? 0,
    annualFeeAmount: product.annualFee ?? 0,
    interestRate: product.interestRate ?? 0,
    latePaymentFee: 0,
    importantInformations: 'Fictional product of a fictional bank.',
    termsAndConditions: 'Fictional terms of a fictional bank.',
    agreementStartDate: '2026-01-01+08:00',
    agreementExpiryDate: '2036-01-01+08:00',
  };
}
