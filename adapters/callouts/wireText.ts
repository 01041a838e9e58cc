import { z } from 'zod';

/** A value that must be there and must say something. */
export const WireText = z.string().min(1);

/** What a customer is given to quote. Anything else in its place is not shown to anybody. */
export const Reference = z.string().regex(/^[A-Z0-9-]{4,40}$/i);

/** A code such as PRESCREENING. */
export const Stage = z.string().regex(/^[A-Z0-9_]{1,64}$/i);

/** Opaque; the status operation wants it back. */
export const ControlFlowId = z.string().regex(/^[A-Za-z0-9+/=_-]{1,512}$/);

/** The bank's error body. `location` names the field it objects to. */
export const BankError = z.object({
  type: z.enum(['error', 'warn', 'invalid', 'fatal']),
  code: z.string().regex(/^[\w.-]{1,64}$/),
  details: z.string().optional(),
  location: z.string().max(200).optional(),
});

/** Client-credentials token. The bank writes the type in lower case. */
export const TokenResponse = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().int().positive(),
});

/** The documents say ISO date, a live catalogue had an offset behind it (`2016-11-02-04:00`): the first ten count. */
const AgreementDate = z.string().transform((text) => /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0]);

/** One row of the catalogue. `organisation` with s here, with z in the create body. */
const CatalogueProduct = z.object({
  productCode: WireText,
  productDescription: WireText,
  sourceCode: WireText,
  logo: z.string().optional(),
  organisation: z.string().optional(),
  productType: z.string(),
  minimumCreditLimitAmount: z.number(),
  maximumCreditLimitAmount: z.number(),
  annualFeeAmount: z.number().optional(),
  currencyCode: z.string(),
  interestRate: z.number(),
  latePaymentFee: z.number(),
  importantInformations: z.string(),
  termsAndConditions: z.string(),
  agreementStartDate: AgreementDate,
  agreementExpiryDate: AgreementDate,
});
export type CatalogueProduct = z.infer<typeof CatalogueProduct>;

/** One page of the catalogue. */
export const ProductCatalogueResponse = z.object({
  products: z.array(CatalogueProduct),
  nextStartIndex: z.string().optional(),
});
