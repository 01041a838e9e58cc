import { z } from 'zod';
import { MARKETS, Market } from '../../machines/market';
import file from './referenceValues.json';

/** Which of the bank's three lead APIs is open to a market. */
const BankApiId = z.enum(['application', 'prospect', 'emeaApplication']);
export type BankApiId = z.infer<typeof BankApiId>;

const Rows = z.array(
  z.object({
    value: z.string(),
    description: z.string(),
    /** The bank's wording in the market's own language. */
    local: z.string().optional(),
  }),
);
const Lists = z.record(z.string(), Rows);

const values = z
  .object({
    apis: z.record(Market, BankApiId),
    catalogueCurrencies: z.partialRecord(Market, z.string()),
    markets: z.record(Market, Lists),
    common: Lists,
    consentType: z.object({ apac: Rows, emea: Rows }),
    alsoAccepted: z.record(z.string(), z.array(z.string())),
  })
  .parse(file);

export function apiOf(market: Market): BankApiId {
  return values.apis[market];
}

/** Currency of the market's catalogue; undefined where the bank's API has none. */
export function catalogueCurrency(market: Market): string | undefined {
  return values.catalogueCurrencies[market];
}

/** The market a path or body names, whatever its case. */
export function marketNamed(text: string): Market | undefined {
  return MARKETS.find((market) => market === text.toUpperCase());
}

/** The bank's valid values of a field in a market, or undefined when it keeps no such list. */
export function validValues(market: Market, referenceCode: string): z.infer<typeof Rows> | undefined {
  const region = apiOf(market) === 'emeaApplication' ? 'emea' : 'apac';
  const lists: z.infer<typeof Lists> = {
    ...values.common,
    ...values.markets[market],
    consentType: values.consentType[region],
  };
  return Object.hasOwn(lists, referenceCode) ? lists[referenceCode] : undefined;
}

/** Field of a body → the list its value must be in. */
const LIST_OF_FIELD: Readonly<Record<string, string>> = {
  salutation: 'salutation',
  employmentStatus: 'employmentStatus',
  state: 'addressState',
  phoneType: 'phoneType',
  consentType: 'consentType',
  addressType: 'addressType',
  incomeType: 'incomeType',
  frequency: 'frequency',
  emailType: 'emailType',
  productCategory: 'productCategory',
  nationality: 'country',
  domicileCountryCode: 'country',
  permanentResidencyCountryCode: 'country',
};

/** Path of the first value that is in none of the market's lists, as the bank would name it. */
export function unknownValue(market: Market, body: unknown, path = ''): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  for (const [key, value] of Object.entries(body)) {
    const here = Array.isArray(body) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const found = typeof value === 'string' ? isUnknown(market, key, value) && here : unknownValue(market, value, here);
    if (found) return found;
  }
  return undefined;
}

function isUnknown(market: Market, field: string, value: string): boolean {
  const list = LIST_OF_FIELD[field];
  // Nationality is an ISO code in APAC only; the one EMEA sample has a name there.
  if (!list || (list === 'country' && apiOf(market) === 'emeaApplication')) return false;
  const rows = validValues(market, list) ?? [];
  if (rows.length === 0 || values.alsoAccepted[list]?.includes(value)) return false;
  return !rows.some((row) => row.value === value);
}
