import type { Lead } from '../../../adapters/callouts/callout';
import { MARKET_PROFILES } from '../../../adapters/markets';
import { type Facts, NO_FACTS } from '../../../machines/facts';
import type { FieldId } from '../../../machines/lead';
import type { Market, Purpose } from '../../../machines/market';
import { sandboxBankProfile } from '../../../sandbox/bankProfiles';

type Fields = Partial<Record<FieldId, string | null>>;

/** A lead of a market with just these fields, and the market's required consents granted unless others are given. */
export function leadOf(market: Market, fields: Fields, granted?: readonly Purpose[]): Lead {
  const profile = MARKET_PROFILES[market];
  return {
    market: profile,
    bank: sandboxBankProfile(market),
    locale: profile.defaultLocale,
    facts: {
      ...NO_FACTS,
      fields: Object.fromEntries(
        Object.entries(fields).map(([field, value]) => [field, { value, by: 'customer' }]),
      ) as Facts['fields'],
      consents: Object.fromEntries(
        (granted ?? profile.requiredConsents).map((purpose) => [purpose, { decision: 'granted', noticeVersion: '1' }]),
      ) as Facts['consents'],
    },
  };
}

const PRODUCT_OF_SAMPLE = { category: 'PCCD', name: 'Sample card', highlights: {} };

/** The same lead with the product of a published sample on offer. */
export function withProduct(
  lead: Lead,
  product: { code: string; sourceCode: string; organization: string; logo: string },
): Lead {
  return { ...lead, bank: { ...lead.bank, products: [{ ...PRODUCT_OF_SAMPLE, ...product }] } };
}

/** Everything the product may collect in a market, from the market's own lists. */
export function fullFields(market: Market): Fields {
  const profile = MARKET_PROFILES[market];
  const names: Fields =
    profile.personName.onTheWire === 'asIs'
      ? { givenName: 'Maria', familyName: 'Santos', patronymic: 'Ivanovna' }
      : { fullName: 'Siti binti Rahman' };
  return {
    ...names,
    product: sandboxBankProfile(market).products[0]?.code ?? '',
    salutation: profile.salutations[0]?.code ?? '',
    mobile: `+${profile.phone.callingCode}${profile.phone.example.replace(/\D/g, '').replace(/^0|^8(?=9\d{9}$)/, '')}`,
    email: 'maria@example.com',
    employmentStatus: 'FULL_TIME',
    incomeBand: profile.income.bands.at(-1)?.code ?? '',
    residenceStatus: profile.residenceStatuses[0]?.code ?? null,
    division: profile.divisions[0]?.code ?? null,
    addressLine: '40A Orchard Road',
    contactTime: 'MORNING',
    smsUpdates: 'yes',
  };
}

export function fullLead(market: Market): Lead {
  return leadOf(market, fullFields(market));
}

/** What the wire requires and no more. */
export function minimalLead(market: Market, required: readonly string[]): Lead {
  const fields = Object.entries(fullFields(market)).filter(([field]) => required.includes(field));
  return leadOf(market, Object.fromEntries(fields));
}
