import { z } from 'zod';

const Url = z.url({ protocol: /^https?$/ });

/** A card as an offer. `organization` and `logo` are the bank's routing codes, sent back unchanged. */
export const Product = z.strictObject({
  code: z.string().min(1),
  sourceCode: z.string().min(1),
  organization: z.string().min(1),
  logo: z.string().min(1),
  category: z.string().default('PCCD'),
  name: z.string().min(1),
  /** Whole or decimal units of the market's currency. */
  annualFee: z.number().nonnegative().optional(),
  minLimit: z.number().nonnegative().optional(),
  maxLimit: z.number().nonnegative().optional(),
  /** Percent a year. */
  interestRate: z.number().nonnegative().optional(),
  /** One sentence per language on what the card is for; `en` is used where a language is missing. */
  highlights: z.record(z.string(), z.string()).default({}),
  keyFactsUrl: Url.optional(),
});
export type Product = z.infer<typeof Product>;

/** What one bank configures for one market. Banks change hands, so nothing in code may assume one. */
export const BankProfile = z.strictObject({
  /** As customers know it. */
  name: z.string().min(1),
  /** The controller named in consents: after a sale old consents do not carry over by themselves. */
  legalEntity: z.string().min(1),
  links: z.strictObject({
    privacy: Url,
    terms: Url,
    keyFacts: Url,
    /** Where a customer continues with the reference number, in markets that offer it. */
    continueOnline: Url,
  }),
  /** Shown where the customer should be able to reach a person another way. */
  contactPhone: z.string().min(1),
  products: z.array(Product).min(1),
});
export type BankProfile = z.infer<typeof BankProfile>;
